// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Access, AccessGrant} from "../../contracts/interfaces/IAccessGrants.sol";
import {RequestStatus} from "../../contracts/interfaces/IAccessRequests.sol";
import {CredentialState, CredentialStatus} from "../../contracts/interfaces/ICredentials.sol";
import {IGrantRegistry} from "../../contracts/interfaces/IGrantRegistry.sol";
import {AccessHandler} from "./support/AccessHandler.sol";
import {Assertions} from "./support/Assertions.sol";

/// @dev What holds after any sequence of acts of all roles, over any time.
contract AccessInvariantsTest is Assertions {
    AccessHandler private handler;

    function setUp() external {
        handler = new AccessHandler(IGrantRegistry(deploy("GrantRegistry.sol:GrantRegistry")));
    }

    function targetContracts() external view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev C20: an index needs nothing but events.
    function invariant_ReplayedEventsEqualStorage() external view {
        for (uint256 key = 0; key < 8; ++key) assertEq(handler.stored(key), handler.modelOf(key));
        for (uint256 which = 0; which < 2; ++which) {
            (CredentialState memory state, CredentialState memory model) = handler.credentialOf(which);
            assertEq(keccak256(abi.encode(state)), keccak256(abi.encode(model)), "credential");
        }
        for (uint256 which = 0; which < handler.requestCount(); ++which) {
            (RequestStatus status, RequestStatus model) = handler.requestOf(which);
            assertEq(uint256(status), uint256(model), "request");
        }
    }

    /// @dev Expired, not started, revoked, of a past epoch without a lock, or outside the window of a use.
    function invariant_NothingElseIsReadable() external {
        vm.warp(handler.time());
        for (uint256 key = 0; key < 8; ++key) {
            Access memory access = handler.accessOf(key);
            AccessGrant memory grant = handler.modelOf(key);
            uint256 time = handler.time();
            bool lives = grant.epoch == access.epoch || time < grant.lockedUntil;
            bool readable = lives && grant.startsAt <= time && time < grant.expiresAt;
            if (grant.usesLeft != type(uint16).max) {
                readable = readable && grant.lastUsedAt != 0 && time < uint256(grant.lastUsedAt) + 15 minutes;
            }
            assertEq(access.fields, readable ? grant.fields : 0, "fields");
            bool vouchedFor = access.status == CredentialStatus.Active && time < access.credentialExpiresAt;
            assertTrue(handler.canRead(key, grant.fields) == (readable && vouchedFor), "canRead");
        }
    }

    /// @dev Nothing ends before `readableUntil` unless somebody acts, and nothing lasts longer.
    function invariant_ReadableUntilIsTheFirstSecondWithout() external {
        for (uint256 key = 0; key < 8; ++key) {
            vm.warp(handler.time());
            Access memory access = handler.accessOf(key);
            if (access.fields == 0) {
                assertEq(access.readableUntil, 0, "none");
                continue;
            }
            vm.warp(access.readableUntil - 1);
            assertEq(handler.accessOf(key).fields, access.fields, "last second");
            vm.warp(access.readableUntil);
            assertEq(handler.accessOf(key).fields, 0, "first second without");
        }
        vm.warp(handler.time());
    }

    /// @dev Law 1 and C15: as many writes as the owner's own acts and the consumer's renunciations, no more and no fewer.
    function invariant_OnlyThePartiesWrite() external view {
        assertKept(AccessHandler.Law.OnlyThePartiesWrite);
        for (uint256 key = 0; key < 8; ++key) {
            assertEq(handler.stored(key).revision, handler.partiesActsOn(key), "revision");
        }
    }

    /// @dev C14, C16: what is left and what was taken make what was granted.
    function invariant_UsesAreAsGranted() external view {
        assertKept(AccessHandler.Law.UsesAreAsGranted);
        for (uint256 key = 0; key < 8; ++key) {
            assertEq(handler.stored(key).usesLeft, handler.usesOwedOn(key), "uses");
        }
    }

    function invariant_TermsAreWithinTheirBounds() external view {
        for (uint256 key = 0; key < 8; ++key) {
            AccessGrant memory grant = handler.stored(key);
            assertTrue(grant.lockedUntil <= grant.expiresAt, "lock within the grant");
            assertTrue(grant.fields != 0 || (grant.expiresAt == 0 && grant.usesLeft == 0), "tombstones are empty");
        }
    }

    function invariant_RevisionOnlyGrows() external view {
        assertKept(AccessHandler.Law.RevisionOnlyGrows);
    }

    function invariant_EpochOnlyGrows() external view {
        assertKept(AccessHandler.Law.EpochOnlyGrows);
    }

    /// @dev B38: no act of anybody takes from a consumer what a lock gave it.
    function invariant_LockIsKept() external view {
        assertKept(AccessHandler.Law.LockIsKept);
    }

    function invariant_ApprovalIsWithinItsRequest() external view {
        assertKept(AccessHandler.Law.ApprovalIsWithinItsRequest);
    }

    /// @dev B34
    function invariant_RequestIsAnsweredOnce() external view {
        assertKept(AccessHandler.Law.RequestIsAnsweredOnce);
    }

    /// @dev Law 5 and C1
    function invariant_SignatureActsOnce() external view {
        assertKept(AccessHandler.Law.SignatureActsOnce);
    }

    /// @dev Law 5, I1: what was signed for one state of a grant does nothing in another.
    function invariant_SignatureIsForItsState() external view {
        assertKept(AccessHandler.Law.SignatureIsForItsState);
    }

    /// @dev B38
    function invariant_RevocationNeverReverts() external view {
        assertKept(AccessHandler.Law.RevocationNeverReverts);
    }

    function invariant_OthersAreRefused() external view {
        assertKept(AccessHandler.Law.OthersAreRefused);
    }

    function assertKept(AccessHandler.Law law) private view {
        assertTrue(!handler.broken(law), "broken by an act");
    }
}
