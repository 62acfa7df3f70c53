// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessTerms, IAccessGrants} from "../../contracts/interfaces/IAccessGrants.sol";
import {RegistryTest} from "./support/RegistryTest.sol";

contract RecordUseTest is RegistryTest {
    function test_RevertWhen_CallerIsNotTheConsumer() external {
        grantUses(3);
        address[3] memory others = [owner, issuer, stranger];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IAccessGrants.NotGrantConsumer.selector, consumer, others[i]));
            vm.prank(others[i]);
            registry.recordUse(credentialId, consumer, PURPOSE_HASH);
        }
    }

    function test_RevertWhen_NothingWasGranted() external {
        refuse(keyed(IAccessGrants.AccessGrantNotFound.selector));
        vm.expectRevert(
            abi.encodeWithSelector(
                IAccessGrants.AccessGrantNotFound.selector,
                bytes32("unknown"),
                consumer,
                PURPOSE_HASH
            )
        );
        vm.prank(consumer);
        registry.recordUse("unknown", consumer, PURPOSE_HASH);
    }

    function test_RevertWhen_Revoked() external {
        grantUses(3);
        revoke();
        refuse(keyed(IAccessGrants.AccessGrantRevoked.selector));
    }

    function test_RevertWhen_EpochIsPast() external {
        grantUses(3);
        vm.prank(owner);
        registry.revokeAllAccess(credentialId);
        refuse(keyed(IAccessGrants.AccessGrantRevoked.selector));
    }

    function test_RevertWhen_LockOfAPastEpochIsOver() external {
        AccessTerms memory terms = newTerms();
        terms.uses = 3;
        terms.lockedUntil = time + 1 days;
        grant(terms);
        vm.prank(owner);
        registry.revokeAllAccess(credentialId);
        warp(terms.lockedUntil - 1);
        use();
        warp(terms.lockedUntil);
        refuse(keyed(IAccessGrants.AccessGrantRevoked.selector));
    }

    function test_RevertWhen_NotStarted() external {
        AccessTerms memory terms = newTerms();
        terms.startsAt = time + 1 hours;
        grant(terms);
        warp(terms.startsAt - 1);
        refuse(abi.encodeWithSelector(IAccessGrants.AccessGrantNotStarted.selector, terms.startsAt));
        warp(terms.startsAt);
        use();
    }

    function test_RevertWhen_Expired() external {
        AccessTerms memory terms = newTerms();
        grant(terms);
        warp(terms.expiresAt);
        refuse(abi.encodeWithSelector(IAccessGrants.AccessGrantExpired.selector, terms.expiresAt));
    }

    function test_RevertWhen_WindowIsOpen() external {
        grantUses(3);
        uint32 windowEndsAt = time + WINDOW;
        use();
        refuse(abi.encodeWithSelector(IAccessGrants.AccessUseWindowOpen.selector, windowEndsAt));
        warp(windowEndsAt - 1);
        refuse(abi.encodeWithSelector(IAccessGrants.AccessUseWindowOpen.selector, windowEndsAt));
        warp(windowEndsAt);
        use();
        assertEq(stored().usesLeft, 1, "usesLeft");
    }

    /// @dev A grant without a limit is read at any time; a use of it is on record, once in a window.
    function test_RevertWhen_WindowIsOpenOnUnlimitedUses() external {
        grant(newTerms());
        use();
        refuse(abi.encodeWithSelector(IAccessGrants.AccessUseWindowOpen.selector, time + WINDOW));
    }

    function test_RevertWhen_UsesAreExhausted() external {
        grantUses(1);
        use();
        warp(time + WINDOW);
        refuse(keyed(IAccessGrants.AccessUsesExhausted.selector));
    }

    function test_RecordUse_TakesOneAndOpensAWindow() external {
        grantUses(2);
        assertEq(access().fields, 0, "before");
        expectUsed(1, time + WINDOW);
        use();
        assertEq(stored().usesLeft, 1, "usesLeft");
        assertEq(stored().lastUsedAt, time, "lastUsedAt");
        assertEq(stored().revision, 1, "revision");
        assertEq(access().fields, 7, "in the window");
        assertEq(access().readableUntil, time + WINDOW, "readableUntil");
        warp(time + WINDOW - 1);
        assertEq(access().fields, 7, "last second");
        warp(time + 1);
        assertEq(access().fields, 0, "after the window");
    }

    function test_RecordUse_TakesNothingFromUnlimitedUses() external {
        grant(newTerms());
        expectUsed(UNLIMITED, time + WINDOW);
        use();
        assertEq(stored().usesLeft, UNLIMITED, "usesLeft");
        assertEq(stored().lastUsedAt, time, "lastUsedAt");
        warp(time + WINDOW);
        assertEq(access().fields, 7, "after the window");
        use();
    }

    /// @dev 65,534 is a number of uses like any other.
    function test_RecordUse_CountsDownFromTheLargestLimit() external {
        grantUses(UNLIMITED - 1);
        assertEq(access().fields, 0, "limited");
        use();
        assertEq(stored().usesLeft, UNLIMITED - 2, "usesLeft");
    }

    function test_RecordUse_WindowEndsWithTheGrant() external {
        AccessTerms memory terms = newTerms();
        terms.uses = 3;
        grant(terms);
        warp(terms.expiresAt - 1 minutes);
        expectUsed(2, terms.expiresAt);
        use();
        assertEq(access().readableUntil, terms.expiresAt, "readableUntil");
        warp(terms.expiresAt);
        assertEq(access().fields, 0, "after expiry");
    }

    /// @dev I2: a use opens the fields of its time and no others.
    function test_RecordUse_WideningClosesTheWindow() external {
        AccessTerms memory terms = grantUses(2);
        use();
        terms.fields = 15;
        terms.uses = 1;
        grant(terms);
        assertEq(access().fields, 0, "fields");
        assertEq(stored().lastUsedAt, 0, "lastUsedAt");
        use();
        assertEq(access().fields, 15, "after a new use");
    }

    function test_RecordUse_NarrowingKeepsTheWindow() external {
        AccessTerms memory terms = grantUses(2);
        use();
        terms.fields = 1;
        terms.uses = 1;
        grant(terms);
        assertEq(access().fields, 1, "fields");
        assertEq(access().readableUntil, time + WINDOW, "readableUntil");
    }

    /// @dev A use of a grant that is over opens nothing in the one that follows: revoked, revoked with all, expired.
    function test_RecordUse_DoesNotOutliveItsGrant() external {
        AccessTerms memory terms = grantUses(2);
        use();
        revoke();
        terms.revision = 2;
        grant(terms);
        assertEq(access().fields, 0, "after a revocation");

        use();
        vm.prank(owner);
        registry.revokeAllAccess(credentialId);
        terms.revision = 3;
        terms.epoch = 1;
        terms.expiresAt = time + 1 days;
        grant(terms);
        assertEq(access().fields, 0, "after all access was revoked");

        warp(terms.expiresAt - 1);
        use();
        warp(terms.expiresAt);
        terms.revision = 4;
        terms.expiresAt = time + 1 days;
        grant(terms);
        assertEq(access().fields, 0, "after the expiry");
    }

    /// @dev C14: a limited grant is used exactly as often as it was granted, whenever the consumer tries.
    function testFuzz_RecordUse_AsOftenAsGranted(uint16 uses, uint16[20] calldata pauses) external {
        uses = uint16(bound(uses, 1, 10));
        grantUses(uses);
        uint256 taken = 0;
        for (uint256 i = 0; i < pauses.length; ++i) {
            vm.prank(consumer);
            (bool success, ) = address(registry).call(
                abi.encodeCall(registry.recordUse, (credentialId, consumer, PURPOSE_HASH))
            );
            if (success) ++taken;
            assertEq(stored().usesLeft, uses - taken, "usesLeft");
            warp(time + bound(pauses[i], 0, 2 * WINDOW));
        }
        assertTrue(taken <= uses, "taken");
    }

    function grantUses(uint16 uses) private returns (AccessTerms memory terms) {
        terms = newTerms();
        terms.uses = uses;
        grant(terms);
        terms.revision = 1;
    }

    function keyed(bytes4 selector) private view returns (bytes memory) {
        return abi.encodeWithSelector(selector, credentialId, consumer, PURPOSE_HASH);
    }

    function refuse(bytes memory refusal) private {
        vm.expectRevert(refusal);
        use();
    }

    function expectUsed(uint16 usesLeft, uint32 windowEndsAt) private {
        vm.expectEmit(address(registry));
        emit IAccessGrants.AccessUsed(credentialId, owner, consumer, PURPOSE_HASH, usesLeft, time, windowEndsAt);
    }
}
