// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Access, AccessGrant, AccessTerms} from "../../../contracts/interfaces/IAccessGrants.sol";
import {AccessRequest} from "../../../contracts/interfaces/IAccessRequests.sol";
import {Credential} from "../../../contracts/interfaces/ICredentials.sol";
import {IGrantRegistry} from "../../../contracts/interfaces/IGrantRegistry.sol";
import {Authorization} from "../../../contracts/interfaces/ISignedConsent.sol";
import {Assertions} from "./Assertions.sol";
import {TypedData} from "./TypedData.sol";

/// @title RegistryTest
/// @notice A registry, an account for each role, one credential, and the acts that most tests start from.
abstract contract RegistryTest is Assertions {
    uint32 internal constant START = 1_800_000_000;
    uint16 internal constant UNLIMITED = type(uint16).max;
    uint32 internal constant WINDOW = 15 minutes;
    string internal constant PURPOSE = "dpv:IdentityVerification";
    bytes32 internal constant PURPOSE_HASH = keccak256("dpv:IdentityVerification");

    uint256 internal constant OWNER_KEY = 0xA11CE;
    uint256 internal constant ISSUER_KEY = 0x155;
    uint256 internal constant CONSUMER_KEY = 0xC0;
    uint256 internal constant STRANGER_KEY = 0xBAD;
    address internal immutable owner = vm.addr(OWNER_KEY);
    address internal immutable issuer = vm.addr(ISSUER_KEY);
    address internal immutable consumer = vm.addr(CONSUMER_KEY);
    address internal immutable stranger = vm.addr(STRANGER_KEY);

    IGrantRegistry internal registry;
    Credential internal credential;
    bytes32 internal credentialId;
    /// @dev Kept here, since the optimizer takes `block.timestamp` for a constant of the call.
    uint32 internal time;
    uint256 internal chain = 31337;
    uint256 private _nonces;

    function setUp() public virtual {
        warp(START);
        vm.chainId(chain);
        registry = IGrantRegistry(deploy("GrantRegistry.sol:GrantRegistry"));
        credential = newCredential("first");
        credentialId = issue(credential);
    }

    function warp(uint256 to) internal {
        // Tests stay far below 2106.
        time = uint32(to);
        vm.warp(to);
    }

    function newCredential(bytes32 salt) internal view returns (Credential memory) {
        return
            Credential({
                owner: owner,
                issuer: issuer,
                schemaId: keccak256("schema"),
                credentialHash: keccak256(abi.encode("jwt", salt)),
                fieldsRoot: keccak256(abi.encode("fields", salt)),
                contentRoot: keccak256(abi.encode("content", salt)),
                issuedAt: time - 1 days,
                expiresAt: time + 3650 days,
                salt: salt
            });
    }

    function issue(Credential memory issued) internal returns (bytes32) {
        Authorization memory permit = signPermit(issued);
        vm.prank(issued.issuer);
        return registry.issueCredential(issued, permit);
    }

    /// @dev Three fields for thirty days, unlimited uses, no lock, against a grant that was never written.
    function newTerms() internal view returns (AccessTerms memory) {
        return
            AccessTerms({
                fields: 7,
                startsAt: 0,
                expiresAt: time + 30 days,
                lockedUntil: 0,
                uses: UNLIMITED,
                epoch: 0,
                revision: 0,
                envelopeHash: keccak256("envelope")
            });
    }

    function newRequest(bytes32 salt) internal view returns (AccessRequest memory) {
        return
            AccessRequest({
                consumer: consumer,
                owner: owner,
                schemaId: credential.schemaId,
                issuer: issuer,
                fields: 15,
                duration: 60 days,
                maxUses: 10,
                lockDuration: 0,
                purpose: PURPOSE,
                deadline: time + 7 days,
                salt: salt
            });
    }

    function grant(AccessTerms memory terms) internal {
        vm.prank(owner);
        registry.grantAccess(credentialId, consumer, PURPOSE, terms);
    }

    function revoke() internal {
        vm.prank(owner);
        registry.revokeAccess(credentialId, consumer, PURPOSE_HASH);
    }

    function use() internal {
        vm.prank(consumer);
        registry.recordUse(credentialId, consumer, PURPOSE_HASH);
    }

    function renounce() internal {
        vm.prank(consumer);
        registry.renounceAccess(credentialId, consumer, PURPOSE_HASH);
    }

    function stored() internal view returns (AccessGrant memory) {
        return registry.accessGrant(credentialId, consumer, PURPOSE_HASH);
    }

    function access() internal view returns (Access memory) {
        return registry.accessOf(credentialId, consumer, PURPOSE_HASH, consumer);
    }

    /// @dev The grant that `terms` make.
    function grantOf(AccessTerms memory terms) internal pure returns (AccessGrant memory) {
        return
            AccessGrant({
                fields: terms.fields,
                startsAt: terms.startsAt,
                expiresAt: terms.expiresAt,
                lockedUntil: terms.lockedUntil,
                lastUsedAt: 0,
                usesLeft: terms.uses,
                epoch: terms.epoch,
                revision: terms.revision + 1
            });
    }

    /// @dev Puts a grant into storage that no act may ever make.
    function put(AccessGrant memory any) internal {
        bytes32 slot = keccak256(abi.encode(credentialId, uint256(4)));
        slot = keccak256(abi.encode(consumer, slot));
        slot = keccak256(abi.encode(PURPOSE_HASH, slot));
        bytes memory packed = abi.encodePacked(
            any.revision,
            any.epoch,
            any.usesLeft,
            any.lastUsedAt,
            any.lockedUntil,
            any.expiresAt,
            any.startsAt,
            any.fields
        );
        vm.store(address(registry), slot, bytes32(packed));
    }

    function sign(uint256 key, bytes32 structHash) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, TypedData.digest(chain, address(registry), structHash));
        return abi.encodePacked(r, s, v);
    }

    function authorize(
        uint256 key,
        uint256 nonce,
        uint32 deadline,
        bytes32 structHash
    ) internal view returns (Authorization memory) {
        return Authorization(vm.addr(key), nonce, deadline, sign(key, structHash));
    }

    function freshNonce() internal returns (uint256) {
        return uint256(keccak256(abi.encode(++_nonces)));
    }

    function signPermit(Credential memory issued) internal returns (Authorization memory) {
        uint256 nonce = freshNonce();
        uint32 deadline = time + 1 days;
        return authorize(OWNER_KEY, nonce, deadline, TypedData.issuancePermit(issued, nonce, deadline));
    }

    function signOffer(Credential memory offered) internal returns (Authorization memory) {
        uint256 nonce = freshNonce();
        uint32 deadline = time + 1 days;
        return authorize(ISSUER_KEY, nonce, deadline, TypedData.issuanceOffer(offered, nonce, deadline));
    }

    function signGrant(AccessTerms memory terms) internal returns (Authorization memory) {
        uint256 nonce = freshNonce();
        uint32 deadline = time + 1 days;
        bytes32 structHash = TypedData.grantAccess(owner, credentialId, consumer, PURPOSE, terms, nonce, deadline);
        return authorize(OWNER_KEY, nonce, deadline, structHash);
    }

    function signRevocation(uint32 revision) internal returns (Authorization memory) {
        uint256 nonce = freshNonce();
        uint32 deadline = time + 1 days;
        bytes32 structHash = TypedData.revokeAccess(owner, credentialId, consumer, PURPOSE, revision, nonce, deadline);
        return authorize(OWNER_KEY, nonce, deadline, structHash);
    }

    function signApproval(
        AccessRequest memory request,
        AccessTerms memory terms
    ) internal returns (Authorization memory) {
        uint256 nonce = freshNonce();
        uint32 deadline = time + 1 days;
        bytes32 structHash = TypedData.approveRequest(owner, request, credentialId, terms, nonce, deadline);
        return authorize(OWNER_KEY, nonce, deadline, structHash);
    }
}
