// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Access, AccessGrant, AccessTerms} from "../../../contracts/interfaces/IAccessGrants.sol";
import {AccessRequest, RequestStatus} from "../../../contracts/interfaces/IAccessRequests.sol";
import {Credential, CredentialState} from "../../../contracts/interfaces/ICredentials.sol";
import {IGrantRegistry} from "../../../contracts/interfaces/IGrantRegistry.sol";
import {Authorization} from "../../../contracts/interfaces/ISignedConsent.sol";
import {AccessModel} from "./AccessModel.sol";
import {Assertions} from "./Assertions.sol";
import {TypedData} from "./TypedData.sol";
import {Vm} from "./Vm.sol";

/// @title AccessHandler
/// @notice Drives all roles and time over two credentials, two consumers and two purposes, and notes what no act may do.
contract AccessHandler is Assertions, AccessModel {
    /// @dev What is checked around each act, since it cannot be seen in the state afterwards.
    enum Law {
        OnlyThePartiesWrite,
        RevisionOnlyGrows,
        EpochOnlyGrows,
        LockIsKept,
        ApprovalIsWithinItsRequest,
        RequestIsAnsweredOnce,
        SignatureActsOnce,
        SignatureIsForItsState,
        UsesAreAsGranted,
        OthersAreRefused,
        RevocationNeverReverts
    }

    struct Key {
        uint256 credential;
        uint256 consumer;
        uint256 purpose;
    }

    /// @dev A signature that was given and not sent at once, with the state that it was given for.
    struct Held {
        uint256 key;
        uint32 revision;
        uint16 epoch;
        uint16 uses;
        bytes call;
    }

    uint16 private constant UNLIMITED = type(uint16).max;
    uint256 private constant OWNER_KEY = 0xA11CE;
    uint256 private constant ISSUER_KEY = 0x155;
    address private owner = vm.addr(OWNER_KEY);
    address private issuer = vm.addr(ISSUER_KEY);
    address private stranger = vm.addr(0xBAD);
    uint256[2] private consumerKeys = [uint256(0xC0), 0xC1];
    string[2] private purposes = ["dpv:IdentityVerification", "dpv:Marketing"];

    IGrantRegistry public registry;
    uint32 public time = 1_800_000_000;
    mapping(Law => bool) public broken;
    mapping(string act => uint256) public acts;

    Credential[2] private credentials;
    bytes32[2] private credentialIds;
    address[2] private consumers;
    bytes32[] public requestIds;
    AccessRequest[] private requests;
    bytes[] private usedCalls;
    Held[] private held;
    uint256 private nonces;
    uint256[8] private partiesActs;
    uint256[8] private usesOwed;
    mapping(bytes32 requestId => uint256) private answers;
    AccessGrant[8] private before;
    uint256[8] private openBefore;

    constructor(IGrantRegistry registry_) {
        registry = registry_;
        vm.warp(time);
        vm.recordLogs();
        for (uint256 i = 0; i < 2; ++i) {
            consumers[i] = vm.addr(consumerKeys[i]);
            credentials[i] = Credential({
                owner: owner,
                issuer: issuer,
                schemaId: keccak256("schema"),
                credentialHash: keccak256("jwt"),
                fieldsRoot: keccak256("fields"),
                contentRoot: keccak256("content"),
                issuedAt: time,
                expiresAt: time + 20 days,
                salt: bytes32(i)
            });
            bytes32 permit = TypedData.issuancePermit(credentials[i], i, time);
            vm.prank(issuer);
            credentialIds[i] = registry.issueCredential(credentials[i], authorize(i, time, permit));
        }
        _replayLogs();
    }

    /// @dev Around each act: the state before, and the laws after.
    modifier watched() {
        vm.warp(time);
        for (uint256 i = 0; i < 8; ++i) {
            before[i] = stored(i);
            openBefore[i] = open(i);
        }
        uint16[2] memory epochs = [epochOf(0), epochOf(1)];
        _;
        for (uint256 i = 0; i < 8; ++i) checkKey(i);
        if (epochOf(0) < epochs[0] || epochOf(1) < epochs[1]) broken[Law.EpochOnlyGrows] = true;
    }

    function ownerGrants(uint256 key, AccessTerms memory terms, bool signed) external watched {
        key %= 8;
        // Half of the writes go to a grant that is locked, if there is one.
        bool toLocked = uint256(terms.envelopeHash) % 2 == 0;
        for (uint256 i = 0; toLocked && i < 8 && time >= before[key].lockedUntil; ++i) key = (key + 1) % 8;
        terms = shaped(key, terms);
        if (toLocked) terms = underLock(key, terms);
        bytes memory call =
            signed
                ? signGrant(key, terms)
                : abi.encodeCall(registry.grantAccess, (idOf(key), consumerOf(key), purposeOf(key), terms));
        if (send(signed ? stranger : owner, call, signed, "grant")) wrote(key, terms.uses);
    }

    /// @dev The owner signs a grant or a revocation, which somebody sends when the state may be another.
    function ownerSigns(uint256 key, AccessTerms memory terms, bool revocation) external watched {
        key %= 8;
        terms = shaped(key, terms);
        terms.revision = before[key].revision;
        terms.epoch = epochOf(keyed(key).credential);
        bytes memory call = revocation ? signRevocation(key, terms.revision) : signGrant(key, terms);
        held.push(Held(key, terms.revision, terms.epoch, revocation ? 0 : terms.uses, call));
    }

    function signatureIsSent(uint256 which) external watched {
        if (held.length == 0) return;
        Held memory late = held[which % held.length];
        bool current = before[late.key].revision == late.revision;
        // A revocation is right in any epoch.
        if (late.uses != 0) current = current && epochOf(keyed(late.key).credential) == late.epoch;
        if (!send(stranger, late.call, true, "late")) return;
        if (!current) broken[Law.SignatureIsForItsState] = true;
        wrote(late.key, late.uses == 0 ? stored(late.key).usesLeft : late.uses);
    }

    function ownerRevokes(uint256 key, bool signed) external watched {
        key %= 8;
        // Otherwise most of a run would be about tombstones.
        if (before[key].revision % 3 != 0 && !signed) return;
        bytes memory call =
            signed
                ? signRevocation(key, before[key].revision)
                : abi.encodeCall(registry.revokeAccess, (idOf(key), consumerOf(key), hashOf(key)));
        if (!send(signed ? stranger : owner, call, signed, "revoke")) broken[Law.RevocationNeverReverts] = true;
        wrote(key, stored(key).usesLeft);
    }

    function ownerRevokesAll(uint256 which, uint256 luck) external watched {
        if (luck % 3 != 0) return;
        bytes32 id = credentialIds[which % 2];
        send(owner, abi.encodeCall(registry.revokeAllAccess, (id)), false, "revokeAll");
    }

    function ownerWithdraws(uint256 luck) external watched {
        if (luck % 8 != 0) return;
        bytes32 id = credentialIds[1];
        send(owner, abi.encodeCall(registry.withdrawCredential, (id)), false, "withdraw");
    }

    function ownerRejects(uint256 which) external watched {
        if (requests.length == 0) return;
        AccessRequest memory request = requests[which % requests.length];
        if (send(owner, abi.encodeCall(registry.rejectRequest, (request, 1)), false, "reject")) answered(request);
    }

    /// @dev The request, opened or signed, and an approval of it that may ask too much.
    function ownerApproves(
        uint256 key,
        AccessRequest memory request,
        AccessTerms memory terms,
        uint8 way
    ) external watched {
        key %= 8;
        request = shaped(key, request);
        terms = shaped(key, terms);
        // Three of four approvals stay within what was asked.
        if (way & 24 != 0) terms = within(request, terms);
        bytes32 requestId = TypedData.hash(request);
        requests.push(request);
        requestIds.push(requestId);
        if (way & 1 != 0) {
            send(request.consumer, abi.encodeCall(registry.openRequest, (request)), false, "open");
        }
        bytes memory signature = sign(consumerKeys[keyed(key).consumer], requestId);
        bytes memory call;
        if (way & 2 != 0) {
            (uint256 nonce, uint32 deadline) = (freshNonce(), time + 1 hours);
            bytes32 structHash = TypedData.approveRequest(owner, request, idOf(key), terms, nonce, deadline);
            Authorization memory approval = authorize(nonce, deadline, structHash);
            Credential memory credential = credentials[keyed(key).credential];
            call = abi.encodeCall(registry.approveRequestFor, (request, credential, terms, signature, approval));
        } else {
            Credential memory credential = credentials[keyed(key).credential];
            call = abi.encodeCall(registry.approveRequest, (request, credential, terms, signature));
        }
        if (!send(way & 2 != 0 ? stranger : owner, call, way & 2 != 0, "approve")) return;
        wrote(key, terms.uses);
        answered(request);
        uint256 start = terms.startsAt > time ? terms.startsAt : time;
        bool kept = (terms.fields | request.fields) == request.fields && terms.uses <= request.maxUses;
        kept = kept && terms.expiresAt <= start + request.duration && time <= request.deadline;
        kept = kept && (terms.lockedUntil == 0 || terms.lockedUntil <= start + request.lockDuration);
        if (!kept) broken[Law.ApprovalIsWithinItsRequest] = true;
    }

    function consumerOpens(uint256 key, AccessRequest memory request) external watched {
        request = shaped(key % 8, request);
        if (!send(request.consumer, abi.encodeCall(registry.openRequest, (request)), false, "open")) return;
        requests.push(request);
        requestIds.push(TypedData.hash(request));
    }

    function consumerCancels(uint256 which) external watched {
        if (requests.length == 0) return;
        AccessRequest memory request = requests[which % requests.length];
        bytes memory call = abi.encodeCall(registry.cancelRequest, (request));
        if (send(request.consumer, call, false, "cancel")) answered(request);
    }

    /// @dev The first grant from `key` on that can be used, since most cannot.
    function consumerUses(uint256 key) external watched {
        for (uint256 tries = 0; tries < 8; ++tries) {
            key = ((key % 8) + 1) % 8;
            bytes memory call = abi.encodeCall(registry.recordUse, (idOf(key), consumerOf(key), hashOf(key)));
            if (!send(consumerOf(key), call, false, "use")) continue;
            if (before[key].usesLeft == UNLIMITED) return;
            if (usesOwed[key] == 0) broken[Law.UsesAreAsGranted] = true;
            else usesOwed[key] -= 1;
            return;
        }
    }

    function consumerRenounces(uint256 key, uint256 luck) external watched {
        if (luck % 4 != 0) return;
        key %= 8;
        bytes memory call = abi.encodeCall(registry.renounceAccess, (idOf(key), consumerOf(key), hashOf(key)));
        if (!send(consumerOf(key), call, false, "renounce")) return;
        wrote(key, 0);
        // The consumer may give up its own lock.
        before[key].lockedUntil = 0;
    }

    /// @dev What was signed with the nonce joins what was used: neither is ever accepted again.
    function ownerCancelsANonce(uint256 key, AccessTerms memory terms) external watched {
        key %= 8;
        terms = shaped(key, terms);
        (uint256 nonce, uint32 deadline) = (freshNonce(), time + 30 days);
        bytes32 structHash = TypedData.grantAccess(
            owner,
            idOf(key),
            consumerOf(key),
            purposeOf(key),
            terms,
            nonce,
            deadline
        );
        Authorization memory authorization = authorize(nonce, deadline, structHash);
        if (!send(owner, abi.encodeCall(registry.cancelNonce, (nonce)), false, "cancelNonce")) return;
        bytes memory call = abi.encodeCall(
            registry.grantAccessFor,
            (idOf(key), consumerOf(key), purposeOf(key), terms, authorization)
        );
        usedCalls.push(call);
        if (send(stranger, call, false, "replay")) broken[Law.SignatureActsOnce] = true;
    }

    function issuerChangesStatus(uint256 which, uint256 luck) external watched {
        Credential memory credential = credentials[which % 2];
        bytes4 selector = luck % 16 == 0 ? registry.revokeCredential.selector : registry.suspendCredential.selector;
        if (luck & 1 != 0) selector = registry.reinstateCredential.selector;
        send(issuer, abi.encodeWithSelector(selector, credential), false, "status");
    }

    /// @dev Everybody tries what is somebody else's.
    function othersTry(uint256 key, AccessTerms memory terms, uint256 who, uint256 what) external watched {
        key %= 8;
        address[4] memory others = [issuer, stranger, consumerOf(key), consumerOf(key ^ 2)];
        address other = others[who % 4];
        terms = shaped(key, terms);
        Credential memory credential = credentials[keyed(key).credential];
        bytes memory call = abi.encodeCall(registry.grantAccess, (idOf(key), consumerOf(key), purposeOf(key), terms));
        what %= 7;
        if (what == 1) call = abi.encodeCall(registry.revokeAccess, (idOf(key), consumerOf(key), hashOf(key)));
        if (what == 2) call = abi.encodeCall(registry.revokeAllAccess, (idOf(key)));
        if (what == 3) call = abi.encodeCall(registry.withdrawCredential, (idOf(key)));
        if (what == 4) {
            other = other == consumerOf(key) ? owner : other;
            call = abi.encodeCall(registry.recordUse, (idOf(key), consumerOf(key), hashOf(key)));
        }
        if (what == 5) {
            other = other == issuer ? owner : other;
            call = abi.encodeCall(registry.suspendCredential, (credential));
        }
        if (what == 6) {
            other = other == consumerOf(key) ? owner : other;
            call = abi.encodeCall(registry.renounceAccess, (idOf(key), consumerOf(key), hashOf(key)));
        }
        if (send(other, call, false, "others")) broken[Law.OthersAreRefused] = true;
    }

    /// @dev Somebody sends again what was signed and used.
    function signatureIsReplayed(uint256 which) external watched {
        if (usedCalls.length == 0) return;
        if (send(stranger, usedCalls[which % usedCalls.length], false, "replay")) broken[Law.SignatureActsOnce] = true;
    }

    function timePasses(uint256 seconds_) external {
        time += uint32(seconds_ % 3 == 0 ? bound(seconds_, 1, 20 minutes) : bound(seconds_, 1, 12 hours));
    }

    function keyed(uint256 key) public pure returns (Key memory) {
        return Key(key & 1, (key >> 1) & 1, (key >> 2) & 1);
    }

    function stored(uint256 key) public view returns (AccessGrant memory) {
        return registry.accessGrant(idOf(key), consumerOf(key), hashOf(key));
    }

    function accessOf(uint256 key) public view returns (Access memory) {
        return registry.accessOf(idOf(key), consumerOf(key), hashOf(key), consumerOf(key));
    }

    function canRead(uint256 key, uint64 fields) external view returns (bool) {
        return registry.canRead(idOf(key), consumerOf(key), hashOf(key), fields);
    }

    function partiesActsOn(uint256 key) external view returns (uint256) {
        return partiesActs[key];
    }

    function usesOwedOn(uint256 key) external view returns (uint256) {
        return usesOwed[key];
    }

    function modelOf(uint256 key) external view returns (AccessGrant memory) {
        return modelGrants[idOf(key)][consumerOf(key)][hashOf(key)];
    }

    function credentialOf(uint256 which) external view returns (CredentialState memory, CredentialState memory) {
        bytes32 id = credentialIds[which];
        return (registry.credentialState(id), modelCredentials[id]);
    }

    function requestOf(uint256 which) external view returns (RequestStatus, RequestStatus) {
        return (registry.requestStatus(requestIds[which]), modelRequests[requestIds[which]]);
    }

    function requestCount() external view returns (uint256) {
        return requestIds.length;
    }

    function send(address from, bytes memory call, bool signed, string memory act) private returns (bool success) {
        vm.recordLogs();
        vm.prank(from);
        (success, ) = address(registry).call(call);
        // What a call emitted before it reverted is recorded too, and is no event.
        if (!success) return false;
        _replayLogs();
        acts[act] += 1;
        if (signed) usedCalls.push(call);
    }

    function wrote(uint256 key, uint16 uses) private {
        partiesActs[key] += 1;
        usesOwed[key] = uses;
    }

    function answered(AccessRequest memory request) private {
        bytes32 requestId = TypedData.hash(request);
        answers[requestId] += 1;
        if (answers[requestId] > 1) broken[Law.RequestIsAnsweredOnce] = true;
    }

    /// @dev What no act may do to a grant; see `Law`.
    function checkKey(uint256 key) private {
        AccessGrant memory old = before[key];
        AccessGrant memory now_ = stored(key);
        if (now_.revision < old.revision) broken[Law.RevisionOnlyGrows] = true;
        if (now_.revision != partiesActs[key]) broken[Law.OnlyThePartiesWrite] = true;
        if (time >= old.lockedUntil) return;
        bool kept = now_.fields & old.fields == old.fields && now_.lockedUntil >= old.lockedUntil;
        kept = kept && now_.expiresAt >= old.lockedUntil;
        kept = kept && (now_.startsAt <= old.startsAt || now_.startsAt <= time);
        kept = kept && uint256(now_.usesLeft) + open(key) >= uint256(old.usesLeft) + openBefore[key];
        if (!kept) broken[Law.LockIsKept] = true;
    }

    /// @dev 1 while a use of a limited grant is open: a use that was taken and still gives something.
    function open(uint256 key) private view returns (uint256) {
        Access memory access = accessOf(key);
        return access.fields != 0 && access.grant.usesLeft != UNLIMITED ? 1 : 0;
    }

    function _replayLogs() private {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) replay(logs[i], time);
    }

    /// @dev Folds any terms into ones that are often valid.
    function shaped(uint256 key, AccessTerms memory terms) private view returns (AccessTerms memory) {
        terms.fields = uint64(bound(terms.fields, 0, 31));
        terms.startsAt = terms.startsAt % 2 == 0 ? 0 : uint32(bound(terms.startsAt, time - 1 hours, time + 1 hours));
        terms.expiresAt = uint32(bound(terms.expiresAt, time, time + 4 days));
        terms.lockedUntil = terms.lockedUntil % 3 != 0 ? 0 : uint32(bound(terms.lockedUntil, time, time + 1 days));
        terms.uses = terms.uses % 4 == 0 ? UNLIMITED : uint16(bound(terms.uses, 0, 4));
        // One in eight is made against another state.
        if (terms.epoch % 8 != 0) terms.epoch = epochOf(keyed(key).credential);
        if (terms.revision % 8 != 0) terms.revision = stored(key).revision;
        return terms;
    }

    function shaped(uint256 key, AccessRequest memory request) private view returns (AccessRequest memory) {
        request.consumer = consumerOf(key);
        request.owner = owner;
        request.schemaId = keccak256("schema");
        request.issuer = request.duration % 2 == 0 ? issuer : address(0);
        request.fields = uint64(bound(request.fields, 0, 31));
        request.lockDuration = request.lockDuration % 2 == 0 ? 0 : uint32(bound(request.lockDuration, 1, 1 days));
        request.duration = uint32(bound(request.duration, 1 days, 4 days));
        request.maxUses = request.maxUses % 2 == 0 ? UNLIMITED : uint16(bound(request.maxUses, 0, 4));
        request.purpose = purposeOf(key);
        request.deadline = uint32(bound(request.deadline, time, time + 1 days));
        return request;
    }

    /// @dev Cuts terms down to what was asked.
    function within(AccessRequest memory request, AccessTerms memory terms) private view returns (AccessTerms memory) {
        request.fields |= 1;
        if (request.maxUses == 0) request.maxUses = 1;
        terms.fields = (terms.fields & request.fields) | 1;
        if (terms.uses == 0 || terms.uses > request.maxUses) terms.uses = request.maxUses;
        if (terms.expiresAt <= time) terms.expiresAt = time + 2 hours;
        if (terms.expiresAt > time + request.duration) terms.expiresAt = time + request.duration;
        if (terms.lockedUntil > time + request.lockDuration) terms.lockedUntil = 0;
        return terms;
    }

    /// @dev Leaves a locked grant what it has, but for its uses, so that the write is about these.
    function underLock(uint256 key, AccessTerms memory terms) private view returns (AccessTerms memory) {
        AccessGrant memory grant = stored(key);
        if (time >= grant.lockedUntil) return terms;
        terms.fields |= grant.fields;
        terms.startsAt = 0;
        if (terms.expiresAt < grant.expiresAt) terms.expiresAt = grant.expiresAt;
        if (terms.lockedUntil < grant.lockedUntil) terms.lockedUntil = grant.lockedUntil;
        return terms;
    }

    function signGrant(uint256 key, AccessTerms memory terms) private returns (bytes memory call) {
        (uint256 nonce, uint32 deadline) = (freshNonce(), time + 30 days);
        bytes32 structHash = TypedData.grantAccess(
            owner,
            idOf(key),
            consumerOf(key),
            purposeOf(key),
            terms,
            nonce,
            deadline
        );
        Authorization memory authorization = authorize(nonce, deadline, structHash);
        return
            abi.encodeCall(registry.grantAccessFor, (idOf(key), consumerOf(key), purposeOf(key), terms, authorization));
    }

    function signRevocation(uint256 key, uint32 revision) private returns (bytes memory call) {
        (uint256 nonce, uint32 deadline) = (freshNonce(), time + 30 days);
        bytes32 structHash = TypedData.revokeAccess(
            owner,
            idOf(key),
            consumerOf(key),
            purposeOf(key),
            revision,
            nonce,
            deadline
        );
        Authorization memory authorization = authorize(nonce, deadline, structHash);
        return
            abi.encodeCall(
                registry.revokeAccessFor,
                (idOf(key), consumerOf(key), hashOf(key), revision, authorization)
            );
    }

    function idOf(uint256 key) private view returns (bytes32) {
        return credentialIds[keyed(key).credential];
    }

    function consumerOf(uint256 key) private view returns (address) {
        return consumers[keyed(key).consumer];
    }

    function purposeOf(uint256 key) private view returns (string memory) {
        return purposes[keyed(key).purpose];
    }

    function hashOf(uint256 key) private view returns (bytes32) {
        return keccak256(bytes(purposeOf(key)));
    }

    function epochOf(uint256 which) private view returns (uint16) {
        return registry.credentialState(credentialIds[which]).epoch;
    }

    function freshNonce() private returns (uint256) {
        return uint256(keccak256(abi.encode("nonce", ++nonces)));
    }

    function authorize(uint256 nonce, uint32 deadline, bytes32 hash) private view returns (Authorization memory) {
        return Authorization(owner, nonce, deadline, sign(OWNER_KEY, hash));
    }

    function sign(uint256 key, bytes32 structHash) private view returns (bytes memory) {
        bytes32 digest = TypedData.digest(block.chainid, address(registry), structHash);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }
}
