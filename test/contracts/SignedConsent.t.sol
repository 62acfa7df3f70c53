// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessTerms} from "../../contracts/interfaces/IAccessGrants.sol";
import {Credential} from "../../contracts/interfaces/ICredentials.sol";
import {Authorization, ISignedConsent} from "../../contracts/interfaces/ISignedConsent.sol";
import {RegistryTest} from "./support/RegistryTest.sol";
import {HostileWallet, SmartWallet} from "./support/SmartWallet.sol";
import {TypedData} from "./support/TypedData.sol";

contract SignedConsentTest is RegistryTest {
    uint256 private constant CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    function test_RevertWhen_SignerIsNotTheActor() external {
        AccessTerms memory terms = newTerms();
        Authorization memory authorization = signGrant(terms);
        authorization.signer = stranger;
        vm.expectRevert(abi.encodeWithSelector(ISignedConsent.SignerMismatch.selector, owner, stranger));
        send(terms, authorization);
    }

    function test_Deadline_IsTheLastSecond() external {
        AccessTerms memory terms = newTerms();
        Authorization memory authorization = signGrant(terms);
        warp(authorization.deadline + 1);
        vm.expectRevert(abi.encodeWithSelector(ISignedConsent.SignatureExpired.selector, authorization.deadline));
        send(terms, authorization);
        warp(authorization.deadline);
        send(terms, authorization);
        assertEq(stored().revision, 1, "revision");
    }

    function test_RevertWhen_DeadlineIsZero() external {
        AccessTerms memory terms = newTerms();
        bytes32 structHash = TypedData.grantAccess(owner, credentialId, consumer, PURPOSE, terms, 1, 0);
        vm.expectRevert(abi.encodeWithSelector(ISignedConsent.SignatureExpired.selector, 0));
        send(terms, authorize(OWNER_KEY, 1, 0, structHash));
    }

    function test_RevertWhen_NonceWasUsed() external {
        AccessTerms memory terms = newTerms();
        bytes32 structHash = TypedData.grantAccess(owner, credentialId, consumer, PURPOSE, terms, 5, time);
        send(terms, authorize(OWNER_KEY, 5, time, structHash));
        terms.revision = 1;
        structHash = TypedData.grantAccess(owner, credentialId, consumer, PURPOSE, terms, 5, time);
        vm.expectRevert(abi.encodeWithSelector(ISignedConsent.NonceAlreadyUsed.selector, owner, 5));
        send(terms, authorize(OWNER_KEY, 5, time, structHash));
    }

    /// @dev Any nonces in any order, each once; a nonce uses up its own bit and no other.
    function testFuzz_Nonce_IsUsedOnce(uint256[8] calldata nonces) external {
        for (uint32 i = 0; i < nonces.length; ++i) {
            bool used = false;
            for (uint256 j = 0; j < i; ++j) used = used || nonces[j] == nonces[i];
            AccessTerms memory terms = newTerms();
            terms.revision = stored().revision;
            bytes32 structHash = TypedData.grantAccess(owner, credentialId, consumer, PURPOSE, terms, nonces[i], time);
            uint256 before = registry.nonceBitmap(owner, nonces[i] >> 8);
            if (used) {
                vm.expectRevert(abi.encodeWithSelector(ISignedConsent.NonceAlreadyUsed.selector, owner, nonces[i]));
            }
            send(terms, authorize(OWNER_KEY, nonces[i], time, structHash));
            uint256 bits = registry.nonceBitmap(owner, nonces[i] >> 8);
            assertEq(bits, before | (uint256(1) << (nonces[i] & 0xff)), "bitmap");
        }
    }

    function test_Nonce_IsPerSigner() external {
        Credential memory next = newCredential("next");
        uint256 nonce = 77;
        bytes32 offer = TypedData.issuanceOffer(next, nonce, time);
        vm.prank(owner);
        registry.acceptCredential(next, authorize(ISSUER_KEY, nonce, time, offer));
        AccessTerms memory terms = newTerms();
        bytes32 structHash = TypedData.grantAccess(owner, credentialId, consumer, PURPOSE, terms, nonce, time);
        send(terms, authorize(OWNER_KEY, nonce, time, structHash));
        assertEq(registry.nonceBitmap(issuer, 0), uint256(1) << nonce, "issuer");
        assertEq(registry.nonceBitmap(owner, 0), uint256(1) << nonce, "owner");
    }

    function test_CancelNonce_VoidsWhatWasSignedWithIt() external {
        AccessTerms memory terms = newTerms();
        Authorization memory authorization = signGrant(terms);
        vm.expectEmit(address(registry));
        emit ISignedConsent.NonceCancelled(owner, authorization.nonce);
        vm.prank(owner);
        registry.cancelNonce(authorization.nonce);
        vm.expectRevert(abi.encodeWithSelector(ISignedConsent.NonceAlreadyUsed.selector, owner, authorization.nonce));
        send(terms, authorization);
        send(terms, signGrant(terms));
    }

    function test_RevertWhen_CancelledNonceWasUsedOrCancelled() external {
        AccessTerms memory terms = newTerms();
        Authorization memory authorization = signGrant(terms);
        send(terms, authorization);
        uint256[2] memory nonces = [authorization.nonce, 5];
        vm.prank(owner);
        registry.cancelNonce(5);
        for (uint256 i = 0; i < nonces.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(ISignedConsent.NonceAlreadyUsed.selector, owner, nonces[i]));
            vm.prank(owner);
            registry.cancelNonce(nonces[i]);
        }
    }

    function test_CancelNonce_IsPerSigner() external {
        AccessTerms memory terms = newTerms();
        Authorization memory authorization = signGrant(terms);
        vm.prank(stranger);
        registry.cancelNonce(authorization.nonce);
        send(terms, authorization);
        assertEq(stored(), grantOf(terms));
    }

    /// @dev Its own bit and no other.
    function testFuzz_CancelNonce(uint256 first, uint256 second) external {
        vm.prank(owner);
        registry.cancelNonce(first);
        uint256 before = registry.nonceBitmap(owner, second >> 8);
        if (first == second) {
            vm.expectRevert(abi.encodeWithSelector(ISignedConsent.NonceAlreadyUsed.selector, owner, second));
        }
        vm.prank(owner);
        registry.cancelNonce(second);
        uint256 bits = registry.nonceBitmap(owner, second >> 8);
        assertEq(bits, before | (uint256(1) << (second & 0xff)), "bitmap");
    }

    function test_RevertWhen_SignedByAnotherKey() external {
        AccessTerms memory terms = newTerms();
        bytes32 structHash = TypedData.grantAccess(owner, credentialId, consumer, PURPOSE, terms, 1, time);
        Authorization memory authorization = authorize(STRANGER_KEY, 1, time, structHash);
        authorization.signer = owner;
        vm.expectRevert(abi.encodeWithSelector(ISignedConsent.SignatureInvalid.selector, owner));
        send(terms, authorization);
    }

    /// @dev Every member of the message is covered: one changed bit of the call makes the signature worthless.
    function testFuzz_RevertWhen_AMemberDiffers(uint256 member, uint256 bit) external {
        AccessTerms memory terms = newTerms();
        Authorization memory authorization = signGrant(terms);
        member = bound(member, 0, 9);
        if (member == 0) terms.fields ^= uint64(1 << bound(bit, 0, 63));
        else if (member == 1) terms.startsAt ^= uint32(1 << bound(bit, 0, 31));
        else if (member == 2) terms.expiresAt ^= uint32(1 << bound(bit, 0, 31));
        else if (member == 3) terms.lockedUntil ^= uint32(1 << bound(bit, 0, 31));
        else if (member == 4) terms.uses ^= uint16(1 << bound(bit, 0, 15));
        else if (member == 5) terms.epoch ^= uint16(1 << bound(bit, 0, 15));
        else if (member == 6) terms.revision ^= uint32(1 << bound(bit, 0, 31));
        else if (member == 7) terms.envelopeHash ^= bytes32(1 << bound(bit, 0, 255));
        else if (member == 8) authorization.nonce ^= 1 << bound(bit, 0, 255);
        else authorization.deadline += uint32(bound(bit, 1, 1000 days));
        vm.expectRevert(abi.encodeWithSelector(ISignedConsent.SignatureInvalid.selector, owner));
        send(terms, authorization);
    }

    function test_RevertWhen_ConsumerOrPurposeOrCredentialDiffers() external {
        AccessTerms memory terms = newTerms();
        Authorization memory authorization = signGrant(terms);
        bytes memory refusal = abi.encodeWithSelector(ISignedConsent.SignatureInvalid.selector, owner);
        vm.expectRevert(refusal);
        registry.grantAccessFor(credentialId, stranger, PURPOSE, terms, authorization);
        vm.expectRevert(refusal);
        registry.grantAccessFor(credentialId, consumer, "dpv:Marketing", terms, authorization);
        bytes32 another = issue(newCredential("another"));
        vm.expectRevert(refusal);
        registry.grantAccessFor(another, consumer, PURPOSE, terms, authorization);
    }

    function test_RevertWhen_SIsHigh() external {
        AccessTerms memory terms = newTerms();
        Authorization memory authorization = signGrant(terms);
        authorization.signature = highS(authorization.signature);
        vm.expectRevert(abi.encodeWithSelector(ISignedConsent.SignatureInvalid.selector, owner));
        send(terms, authorization);
    }

    function test_RevertWhen_SignatureHasAnotherLength() external {
        AccessTerms memory terms = newTerms();
        Authorization memory authorization = signGrant(terms);
        bytes memory whole = authorization.signature;
        uint256[4] memory lengths = [uint256(0), 64, 66, 65_536];
        for (uint256 i = 0; i < lengths.length; ++i) {
            authorization.signature = resized(whole, lengths[i]);
            vm.expectRevert(abi.encodeWithSelector(ISignedConsent.SignatureInvalid.selector, owner));
            send(terms, authorization);
        }
    }

    function test_RevertWhen_VIsNeither27Nor28() external {
        AccessTerms memory terms = newTerms();
        Authorization memory authorization = signGrant(terms);
        uint8[4] memory values = [0, 1, 26, 29];
        for (uint256 i = 0; i < values.length; ++i) {
            authorization.signature[64] = bytes1(values[i]);
            vm.expectRevert(abi.encodeWithSelector(ISignedConsent.SignatureInvalid.selector, owner));
            send(terms, authorization);
        }
    }

    /// @dev C23: after a fork of the chain, only what was signed for this side of it counts.
    function test_DomainFollowsTheChainId() external {
        AccessTerms memory terms = newTerms();
        Authorization memory before = signGrant(terms);
        chain = 31338;
        vm.chainId(chain);
        vm.expectRevert(abi.encodeWithSelector(ISignedConsent.SignatureInvalid.selector, owner));
        send(terms, before);
        send(terms, signGrant(terms));
        assertEq(stored(), grantOf(terms));
    }

    function test_SmartWallet_SignsAsOwner() external {
        SmartWallet wallet = new SmartWallet(owner);
        Credential memory next = newCredential("wallet");
        next.owner = address(wallet);
        Authorization memory permit = signPermit(next);
        permit.signer = address(wallet);
        credentialId = issue(next, permit);

        AccessTerms memory terms = newTerms();
        bytes32 structHash = TypedData.grantAccess(next.owner, credentialId, consumer, PURPOSE, terms, 1, time);
        Authorization memory authorization = authorize(OWNER_KEY, 1, time, structHash);
        authorization.signer = next.owner;
        send(terms, authorization);
        assertEq(stored(), grantOf(terms));

        // The key behind the wallet is not the wallet.
        vm.expectRevert();
        vm.prank(owner);
        registry.revokeAllAccess(credentialId);
        vm.prank(owner);
        wallet.execute(address(registry), abi.encodeCall(registry.revokeAllAccess, (credentialId)));
        assertEq(access().fields, 0, "fields");
    }

    /// @dev A signature for one wallet of a key is no signature for another wallet of the same key.
    function test_RevertWhen_SignedForAnotherWalletOfTheSameKey() external {
        SmartWallet first = new SmartWallet(owner);
        SmartWallet second = new SmartWallet(owner);
        Credential memory next = newCredential("wallet");
        next.owner = address(first);
        Authorization memory permit = signPermit(next);
        next.owner = address(second);
        permit.signer = address(second);
        vm.expectRevert(abi.encodeWithSelector(ISignedConsent.SignatureInvalid.selector, address(second)));
        vm.prank(issuer);
        registry.issueCredential(next, permit);
    }

    function test_RevertWhen_WalletIsHostile() external {
        bytes memory reentry = abi.encodeCall(registry.revokeAllAccess, (credentialId));
        for (uint256 mode = 0; mode <= uint256(type(HostileWallet.Mode).max); ++mode) {
            HostileWallet wallet = new HostileWallet(HostileWallet.Mode(mode), address(registry), reentry);
            Credential memory next = newCredential("hostile");
            next.owner = address(wallet);
            Authorization memory permit = Authorization(next.owner, 1, time, "");
            vm.prank(issuer);
            (bool success, bytes memory result) = address(registry).call{gas: 3_000_000}(
                abi.encodeCall(registry.issueCredential, (next, permit))
            );
            assertTrue(!success, "accepted");
            if (mode != uint256(HostileWallet.Mode.BurnGas)) {
                bytes memory expected = abi.encodeWithSelector(ISignedConsent.SignatureInvalid.selector, next.owner);
                assertEq(keccak256(result), keccak256(expected), "refusal");
            }
            assertEq(registry.nonceBitmap(next.owner, 0), 0, "nonce");
        }
    }

    function send(AccessTerms memory terms, Authorization memory authorization) private {
        registry.grantAccessFor(credentialId, consumer, PURPOSE, terms, authorization);
    }

    function issue(Credential memory issued, Authorization memory permit) private returns (bytes32) {
        vm.prank(issuer);
        return registry.issueCredential(issued, permit);
    }

    function highS(bytes memory signature) private pure returns (bytes memory) {
        bytes32 r;
        uint256 s;
        assembly ("memory-safe") {
            r := mload(add(signature, 0x20))
            s := mload(add(signature, 0x40))
        }
        return abi.encodePacked(r, CURVE_ORDER - s, signature[64] == 0x1b ? bytes1(0x1c) : bytes1(0x1b));
    }

    function resized(bytes memory whole, uint256 length) private pure returns (bytes memory result) {
        result = new bytes(length);
        for (uint256 i = 0; i < length && i < whole.length; ++i) result[i] = whole[i];
    }
}
