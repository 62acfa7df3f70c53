// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessTerms, IAccessGrants} from "../../contracts/interfaces/IAccessGrants.sol";
import {RegistryTest} from "./support/RegistryTest.sol";

/// @dev While an owner is bound by a lock, a write gives more or the same, and never less.
contract AccessLockTest is RegistryTest {
    /// @dev Three fields and five uses for thirty days, locked for ten.
    function lock() private returns (AccessTerms memory terms) {
        terms = newTerms();
        terms.uses = 5;
        terms.lockedUntil = time + 10 days;
        grant(terms);
        terms.revision = 1;
    }

    function test_RevertWhen_AFieldIsRemoved() external {
        AccessTerms memory terms = lock();
        terms.fields = 3 | 8;
        refuse(terms);
    }

    function test_RevertWhen_UsesAreTakenBack() external {
        AccessTerms memory terms = lock();
        terms.uses = 4;
        refuse(terms);
        use();
        warp(time + WINDOW);
        terms.uses = 3;
        refuse(terms);
        terms.uses = 4;
        grant(terms);
    }

    function test_RevertWhen_UnlimitedUsesBecomeLimited() external {
        AccessTerms memory terms = newTerms();
        terms.lockedUntil = time + 10 days;
        grant(terms);
        terms.revision = 1;
        terms.uses = UNLIMITED - 1;
        refuse(terms);
    }

    function test_RevertWhen_ExpiryIsShortened() external {
        AccessTerms memory terms = lock();
        terms.expiresAt -= 1;
        refuse(terms);
    }

    function test_RevertWhen_LockIsShortened() external {
        AccessTerms memory terms = lock();
        terms.lockedUntil -= 1;
        refuse(terms);
        terms.lockedUntil = 0;
        refuse(terms);
    }

    function test_RevertWhen_StartIsMovedAhead() external {
        AccessTerms memory terms = lock();
        terms.startsAt = time + 1;
        refuse(terms);
        terms.startsAt = time;
        grant(terms);
    }

    function test_StartThatIsAheadMayNotMoveFurther() external {
        AccessTerms memory terms = newTerms();
        terms.startsAt = time + 2 days;
        terms.lockedUntil = time + 10 days;
        grant(terms);
        terms.revision = 1;
        terms.startsAt += 1;
        refuse(terms);
        terms.startsAt -= 2;
        grant(terms);
        assertEq(stored().startsAt, time + 2 days - 1, "earlier");
    }

    /// @dev Widening closes an open window, so that the use which opened it must be given back.
    function test_RevertWhen_WideningTakesAUse() external {
        AccessTerms memory terms = lock();
        use();
        terms.fields = 15;
        terms.uses = 4;
        refuse(terms);
        terms.uses = 5;
        grant(terms);
        assertEq(access().fields, 0, "a new use is needed");
        use();
        assertEq(access().fields, 15, "all fields");
        assertEq(stored().usesLeft, 4, "uses left");
    }

    function test_WideningAfterTheWindowOwesNoUse() external {
        AccessTerms memory terms = lock();
        use();
        warp(time + WINDOW);
        terms.fields = 15;
        terms.uses = 4;
        grant(terms);
        assertEq(stored().usesLeft, 4, "uses left");
    }

    function test_MoreOfEverythingIsAllowed() external {
        AccessTerms memory terms = lock();
        terms.fields = 15;
        terms.uses = UNLIMITED;
        terms.expiresAt += 30 days;
        terms.lockedUntil += 30 days;
        grant(terms);
        assertEq(access().fields, 15, "fields");
    }

    function test_NothingIsBoundFromTheLocksEnd() external {
        AccessTerms memory terms = lock();
        warp(terms.lockedUntil - 1);
        terms.fields = 1;
        terms.uses = 1;
        terms.expiresAt = time + 2;
        terms.lockedUntil = 0;
        refuse(terms);
        warp(time + 1);
        grant(terms);
        assertEq(stored().fields, 1, "fields");
    }

    /// @dev A lock outlives its epoch; until it ends, the grant may be renewed but not cut.
    function test_LockOfAPastEpochBindsForWhatIsLeftOfIt() external {
        AccessTerms memory terms = lock();
        vm.prank(owner);
        registry.revokeAllAccess(credentialId);
        terms.epoch = 1;
        // What is left ends with the lock, not at the old expiry.
        terms.expiresAt = terms.lockedUntil - 1;
        terms.lockedUntil = terms.expiresAt;
        refuse(terms);
        terms.expiresAt += 1;
        terms.lockedUntil = terms.expiresAt;
        terms.fields = 3;
        refuse(terms);
        terms.fields = 7;
        grant(terms);
        assertEq(stored().epoch, 1, "epoch");
    }

    /// @dev The use that a consumer took stays open when the owner renews a locked grant in the next epoch.
    function test_RenewalInTheNextEpochKeepsAnOpenWindow() external {
        AccessTerms memory terms = lock();
        use();
        vm.prank(owner);
        registry.revokeAllAccess(credentialId);
        terms.epoch = 1;
        terms.uses = 4;
        grant(terms);
        assertEq(access().fields, 7, "fields");
        assertEq(access().readableUntil, time + WINDOW, "readableUntil");
    }

    function test_RevertWhen_ALockedAndRevokedGrantIsCut() external {
        AccessTerms memory terms = lock();
        revoke();
        terms.revision = 2;
        terms.expiresAt = terms.lockedUntil - 1;
        terms.lockedUntil = terms.expiresAt;
        refuse(terms);
        terms.expiresAt += 1;
        terms.lockedUntil = terms.expiresAt;
        grant(terms);
    }

    /// @dev Whatever an owner writes under a lock, the consumer can read what it could, as long and as often as it could.
    function testFuzz_LockIsKept(AccessTerms memory terms, uint32 elapsed, bool inWindow) external {
        lock();
        if (inWindow) use();
        warp(time + bound(elapsed, 0, inWindow ? 2 * WINDOW : 9 days));
        terms.fields |= 7;
        terms.startsAt = uint32(bound(terms.startsAt, time - 1, time + 1));
        terms.expiresAt = uint32(bound(terms.expiresAt, time + 1, START + 40 days));
        terms.lockedUntil = uint32(bound(terms.lockedUntil, START + 9 days, START + 11 days));
        terms.uses = uint16(bound(terms.uses, 3, 7));
        terms.epoch = 0;
        terms.revision = 1;
        uint256 usesBefore = stored().usesLeft + (access().fields != 0 ? 1 : 0);
        vm.prank(owner);
        (bool success, ) = address(registry).call(
            abi.encodeCall(registry.grantAccess, (credentialId, consumer, PURPOSE, terms))
        );
        if (!success) return;
        uint256 usesAfter = stored().usesLeft + (access().fields != 0 ? 1 : 0);
        assertTrue(usesAfter >= usesBefore, "uses");
        assertTrue(stored().expiresAt >= START + 30 days, "expiry");
        assertTrue(stored().lockedUntil >= START + 10 days, "lock");
        assertTrue(stored().startsAt <= time, "start");
    }

    function refuse(AccessTerms memory terms) private {
        vm.expectRevert(abi.encodeWithSelector(IAccessGrants.AccessLocked.selector, stored().lockedUntil));
        grant(terms);
    }
}
