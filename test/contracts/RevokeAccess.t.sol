// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessGrant, AccessTerms, IAccessGrants} from "../../contracts/interfaces/IAccessGrants.sol";
import {CredentialStatus, ICredentials} from "../../contracts/interfaces/ICredentials.sol";
import {Authorization, ISignedConsent} from "../../contracts/interfaces/ISignedConsent.sol";
import {RegistryTest} from "./support/RegistryTest.sol";

contract RevokeAccessTest is RegistryTest {
    function test_RevertWhen_CredentialIsUnknown() external {
        Authorization memory authorization = signRevocation(0);
        bytes memory refusal = abi.encodeWithSelector(ICredentials.CredentialNotFound.selector, bytes32("unknown"));
        vm.expectRevert(refusal);
        vm.prank(owner);
        registry.revokeAccess("unknown", consumer, PURPOSE_HASH);
        vm.expectRevert(refusal);
        registry.revokeAccessFor("unknown", consumer, PURPOSE_HASH, 0, authorization);
        vm.expectRevert(refusal);
        vm.prank(owner);
        registry.revokeAllAccess("unknown");
    }

    function test_RevertWhen_CallerIsNotOwner() external {
        grant(newTerms());
        address[3] memory others = [issuer, consumer, stranger];
        for (uint256 i = 0; i < others.length; ++i) {
            bytes memory refusal = abi.encodeWithSelector(
                ICredentials.NotCredentialOwner.selector,
                credentialId,
                others[i]
            );
            vm.expectRevert(refusal);
            vm.prank(others[i]);
            registry.revokeAccess(credentialId, consumer, PURPOSE_HASH);
            vm.expectRevert(refusal);
            vm.prank(others[i]);
            registry.revokeAllAccess(credentialId);
        }
    }

    function test_RevertWhen_SignedForAnotherRevision() external {
        Authorization memory authorization = signRevocation(0);
        grant(newTerms());
        vm.expectRevert(abi.encodeWithSelector(IAccessGrants.RevisionMismatch.selector, 0, 1));
        registry.revokeAccessFor(credentialId, consumer, PURPOSE_HASH, 0, authorization);
    }

    function test_RevertWhen_SignedForAnotherPurpose() external {
        grant(newTerms());
        Authorization memory authorization = signRevocation(1);
        vm.expectRevert(abi.encodeWithSelector(ISignedConsent.SignatureInvalid.selector, owner));
        registry.revokeAccessFor(credentialId, consumer, keccak256("dpv:Marketing"), 1, authorization);
    }

    function test_RevokeAccess_LeavesATombstone() external {
        grant(newTerms());
        warp(time + 1 days);
        expectRevoked(2, time);
        revoke();
        AccessGrant memory tombstone;
        tombstone.revision = 2;
        assertEq(stored(), tombstone);
        assertEq(access().fields, 0, "fields");
    }

    function test_RevokeAccessFor() external {
        grant(newTerms());
        Authorization memory authorization = signRevocation(1);
        expectRevoked(2, time);
        vm.prank(stranger);
        registry.revokeAccessFor(credentialId, consumer, PURPOSE_HASH, 1, authorization);
        AccessGrant memory tombstone;
        tombstone.revision = 2;
        assertEq(stored(), tombstone);
    }

    /// @dev What was signed against a grant that does not exist yet can be voided like any other.
    function test_RevokeAccess_WhereNothingWasGranted() external {
        AccessTerms memory terms = newTerms();
        Authorization memory authorization = signGrant(terms);
        expectRevoked(1, time);
        revoke();
        assertEq(stored().revision, 1, "revision");
        vm.expectRevert(abi.encodeWithSelector(IAccessGrants.RevisionMismatch.selector, 0, 1));
        registry.grantAccessFor(credentialId, consumer, PURPOSE, terms, authorization);
    }

    function test_RevokeAccess_TakesEffectAtTheEndOfALock() external {
        AccessTerms memory terms = newTerms();
        terms.lockedUntil = time + 10 days;
        terms.uses = 3;
        grant(terms);
        use();
        AccessGrant memory expected = stored();
        expected.expiresAt = terms.lockedUntil;
        expected.revision = 2;
        expectRevoked(2, terms.lockedUntil);
        revoke();
        assertEq(stored(), expected);
        assertEq(access().fields, terms.fields, "fields in the window");

        // Uses go on until the lock's last second, and no longer.
        warp(terms.lockedUntil - 1);
        use();
        assertEq(access().readableUntil, terms.lockedUntil, "readableUntil");
        warp(terms.lockedUntil);
        assertEq(access().fields, 0, "fields after the lock");
        expectRevoked(3, time);
        revoke();
    }

    /// @dev Whatever state a grant is in: B38.
    function testFuzz_RevokeAccess_NeverReverts(
        uint64 fields,
        uint32 startsAt,
        uint32 expiresAt,
        uint32 lockedUntil,
        uint256 rest,
        uint8 act
    ) external {
        AccessGrant memory any = AccessGrant({
            fields: fields,
            startsAt: startsAt,
            expiresAt: expiresAt,
            lockedUntil: lockedUntil,
            lastUsedAt: uint32(rest),
            usesLeft: uint16(rest >> 32),
            epoch: uint16(rest >> 48),
            revision: act & 4 == 0 ? uint32(rest >> 64) : type(uint32).max
        });
        put(any);
        if (act & 1 != 0) {
            vm.prank(issuer);
            registry.revokeCredential(credential);
        }
        if (act & 2 != 0) {
            vm.prank(owner);
            registry.withdrawCredential(credentialId);
        }
        revoke();
        AccessGrant memory left = stored();
        assertEq(left.revision, any.revision == type(uint32).max ? any.revision : any.revision + 1, "revision");
        assertTrue(left.fields == 0 || left.expiresAt == lockedUntil, "ends with its lock");
        assertTrue(left.fields == 0 || time < lockedUntil, "stands for its lock only");
    }

    function test_RevokeAllAccess() external {
        grant(newTerms());
        vm.expectEmit(address(registry));
        emit IAccessGrants.AllAccessRevoked(credentialId, owner, 1);
        vm.prank(owner);
        registry.revokeAllAccess(credentialId);
        assertEq(access().fields, 0, "fields");
        assertEq(access().epoch, 1, "epoch");
        assertEq(registry.credentialState(credentialId).epoch, 1, "stored epoch");
    }

    function test_RevokeAllAccess_LeavesOtherCredentials() external {
        grant(newTerms());
        bytes32 other = issue(newCredential("other"));
        vm.prank(owner);
        registry.revokeAllAccess(other);
        assertEq(access().fields, 7, "fields");
    }

    function test_RevokeAllAccess_LeavesExactlyTheLocked() external {
        AccessTerms memory terms = newTerms();
        terms.lockedUntil = time + 10 days;
        grant(terms);
        vm.prank(owner);
        registry.revokeAllAccess(credentialId);
        assertEq(access().fields, 7, "locked");
        assertEq(access().readableUntil, terms.lockedUntil, "until");
        warp(terms.lockedUntil - 1);
        assertEq(access().fields, 7, "last second");
        warp(terms.lockedUntil);
        assertEq(access().fields, 0, "after the lock");
    }

    function test_WithdrawCredential_LeavesExactlyTheLocked() external {
        AccessTerms memory terms = newTerms();
        terms.lockedUntil = time + 10 days;
        grant(terms);
        vm.prank(owner);
        registry.withdrawCredential(credentialId);
        assertEq(access().fields, 7, "locked");
        assertEq(access().readableUntil, terms.lockedUntil, "until");
        warp(terms.lockedUntil);
        assertEq(access().fields, 0, "after the lock");
    }

    function test_RevertWhen_AllIsRevokedAfterAWithdrawal() external {
        vm.prank(owner);
        registry.withdrawCredential(credentialId);
        vm.expectRevert(
            abi.encodeWithSelector(
                ICredentials.CredentialStatusInvalid.selector,
                credentialId,
                CredentialStatus.Withdrawn
            )
        );
        vm.prank(owner);
        registry.revokeAllAccess(credentialId);
    }

    /// @dev The epoch never wraps, and the last one is the withdrawal's.
    function test_RevertWhen_EpochsAreExhausted() external {
        bytes32 slot = keccak256(abi.encode(credentialId, uint256(3)));
        uint256 value = uint256(vm.load(address(registry), slot));
        vm.store(address(registry), slot, bytes32(value | (uint256(type(uint16).max - 2) << 200)));
        vm.prank(owner);
        registry.revokeAllAccess(credentialId);
        assertEq(registry.credentialState(credentialId).epoch, type(uint16).max - 1, "last but one");
        vm.expectRevert(abi.encodeWithSelector(ICredentials.EpochsExhausted.selector, credentialId));
        vm.prank(owner);
        registry.revokeAllAccess(credentialId);
        vm.prank(owner);
        registry.withdrawCredential(credentialId);
        assertEq(registry.credentialState(credentialId).epoch, type(uint16).max, "last");
    }

    function expectRevoked(uint32 revision, uint32 effectiveAt) private {
        vm.expectEmit(address(registry));
        emit IAccessGrants.AccessRevoked(credentialId, owner, consumer, PURPOSE_HASH, revision, effectiveAt);
    }
}
