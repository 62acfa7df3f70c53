// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessGrant, AccessTerms, IAccessGrants} from "../../contracts/interfaces/IAccessGrants.sol";
import {Authorization} from "../../contracts/interfaces/ISignedConsent.sol";
import {RegistryTest} from "./support/RegistryTest.sol";

contract RenounceAccessTest is RegistryTest {
    function test_RevertWhen_CallerIsNotTheConsumer() external {
        grant(newTerms());
        address[3] memory others = [owner, issuer, stranger];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IAccessGrants.NotGrantConsumer.selector, consumer, others[i]));
            vm.prank(others[i]);
            registry.renounceAccess(credentialId, consumer, PURPOSE_HASH);
        }
    }

    function test_RevertWhen_NothingWasGranted() external {
        refuse(IAccessGrants.AccessGrantNotFound.selector);
        credentialId = "unknown";
        refuse(IAccessGrants.AccessGrantNotFound.selector);
    }

    /// @dev Otherwise a consumer could raise a revision without end, and void what an owner signs as often as it likes.
    function test_RevertWhen_RenouncedBefore() external {
        grant(newTerms());
        renounce();
        refuse(IAccessGrants.AccessGrantRevoked.selector);
    }

    function test_RevertWhen_Revoked() external {
        grant(newTerms());
        revoke();
        refuse(IAccessGrants.AccessGrantRevoked.selector);
    }

    function test_RevertWhen_EpochIsPast() external {
        grant(newTerms());
        vm.prank(owner);
        registry.revokeAllAccess(credentialId);
        refuse(IAccessGrants.AccessGrantRevoked.selector);
    }

    function test_RenounceAccess_LeavesATombstone() external {
        AccessTerms memory terms = newTerms();
        terms.uses = 3;
        grant(terms);
        use();
        assertEq(access().fields, 7, "in the window");
        expectRenounced(2);
        renounce();
        assertTombstone(2);
    }

    /// @dev A lock binds the owner and not the consumer, whom it is for; also what a revocation or a new epoch left of it.
    function test_RenounceAccess_EndsALock() external {
        AccessTerms memory terms = newTerms();
        terms.lockedUntil = time + 10 days;
        grant(terms);
        renounce();
        assertTombstone(2);

        terms.revision = 2;
        grant(terms);
        revoke();
        renounce();
        assertTombstone(5);

        terms.revision = 5;
        grant(terms);
        vm.prank(owner);
        registry.revokeAllAccess(credentialId);
        assertEq(access().fields, 7, "locked");
        renounce();
        assertTombstone(7);
    }

    function test_RenounceAccess_BeforeTheStartAndAfterTheExpiry() external {
        AccessTerms memory terms = newTerms();
        terms.startsAt = time + 1 days;
        grant(terms);
        renounce();
        assertTombstone(2);
        terms.revision = 2;
        grant(terms);
        warp(terms.expiresAt);
        renounce();
        assertTombstone(4);
    }

    function test_RenounceAccess_WhateverTheIssuerSays() external {
        grant(newTerms());
        vm.prank(issuer);
        registry.revokeCredential(credential);
        renounce();
        assertTombstone(2);
    }

    function test_RenounceAccess_LeavesOtherPurposes() external {
        grant(newTerms());
        vm.prank(owner);
        registry.grantAccess(credentialId, consumer, "dpv:Marketing", newTerms());
        renounce();
        assertEq(registry.accessOf(credentialId, consumer, keccak256("dpv:Marketing"), consumer).fields, 7, "other");
    }

    /// @dev C1: what was signed before is void; what is signed after it is a new consent.
    function test_RenounceAccess_VoidsWhatWasSignedBefore() external {
        AccessTerms memory terms = newTerms();
        grant(terms);
        terms.revision = 1;
        Authorization memory before = signGrant(terms);
        renounce();
        vm.expectRevert(abi.encodeWithSelector(IAccessGrants.RevisionMismatch.selector, 1, 2));
        registry.grantAccessFor(credentialId, consumer, PURPOSE, terms, before);
        terms.revision = 2;
        registry.grantAccessFor(credentialId, consumer, PURPOSE, terms, signGrant(terms));
        assertEq(access().fields, 7, "granted anew");
    }

    /// @dev The last revision's tombstone is final, whoever made it.
    function test_RenounceAccess_AtTheLastRevision() external {
        AccessGrant memory last = grantOf(newTerms());
        last.revision = type(uint32).max;
        put(last);
        renounce();
        assertTombstone(type(uint32).max);
    }

    function refuse(bytes4 selector) private {
        vm.expectRevert(abi.encodeWithSelector(selector, credentialId, consumer, PURPOSE_HASH));
        renounce();
    }

    function expectRenounced(uint32 revision) private {
        vm.expectEmit(address(registry));
        emit IAccessGrants.AccessRenounced(credentialId, owner, consumer, PURPOSE_HASH, revision);
    }

    function assertTombstone(uint32 revision) private view {
        AccessGrant memory tombstone;
        tombstone.revision = revision;
        assertEq(stored(), tombstone);
        assertEq(access().fields, 0, "fields");
    }
}
