// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessTerms} from "../../contracts/interfaces/IAccessGrants.sol";
import {RegistryTest} from "./support/RegistryTest.sol";

contract CanReadTest is RegistryTest {
    function testFuzz_CanRead_NothingWhereNothingWasGranted(
        bytes32 id,
        address who,
        bytes32 purposeHash,
        uint64 fields
    ) external view {
        assertTrue(!registry.canRead(id, who, purposeHash, fields), "unknown");
        assertTrue(!registry.canRead(credentialId, who, purposeHash, fields), "ungranted");
    }

    /// @dev Law 3: all of the fields that are asked for, and at least one.
    function testFuzz_CanRead_WhatIsGrantedAndNoMore(uint64 granted, uint64 fields) external {
        AccessTerms memory terms = newTerms();
        terms.fields = granted == 0 ? 1 : granted;
        grant(terms);
        assertEq(canRead(fields), fields != 0 && (terms.fields | fields) == terms.fields, "any");
        assertEq(canRead(fields & terms.fields), fields & terms.fields != 0, "some of the granted");
        assertEq(canRead(terms.fields), true, "all of the granted");
        assertEq(canRead(0), false, "none");
    }

    function test_CanRead_IsPerConsumerPurposeAndCredential() external {
        grant(newTerms());
        bytes32 other = issue(newCredential("other"));
        assertTrue(registry.canRead(credentialId, consumer, PURPOSE_HASH, 7), "granted");
        assertTrue(!registry.canRead(credentialId, stranger, PURPOSE_HASH, 7), "consumer");
        assertTrue(!registry.canRead(credentialId, consumer, keccak256("dpv:Marketing"), 7), "purpose");
        assertTrue(!registry.canRead(other, consumer, PURPOSE_HASH, 7), "credential");
    }

    function test_CanRead_FromTheStartToTheSecondBeforeTheExpiry() external {
        AccessTerms memory terms = newTerms();
        terms.startsAt = time + 1 days;
        grant(terms);
        warp(terms.startsAt - 1);
        assertEq(canRead(7), false, "before the start");
        warp(terms.startsAt);
        assertEq(canRead(7), true, "first second");
        warp(terms.expiresAt - 1);
        assertEq(canRead(7), true, "last second");
        warp(terms.expiresAt);
        assertEq(canRead(7), false, "expired");
    }

    function test_CanRead_InTheWindowOfAUse() external {
        AccessTerms memory terms = newTerms();
        terms.uses = 1;
        grant(terms);
        assertEq(canRead(7), false, "before");
        use();
        warp(time + WINDOW - 1);
        assertEq(canRead(7), true, "last second");
        warp(time + 1);
        assertEq(canRead(7), false, "after");
    }

    function test_CanRead_NothingAfterTheGrantEnded() external {
        AccessTerms memory terms = newTerms();
        grant(terms);
        revoke();
        assertEq(canRead(7), false, "revoked");
        terms.revision = 2;
        grant(terms);
        assertEq(canRead(7), true, "granted anew");
        renounce();
        assertEq(canRead(7), false, "renounced");
        terms.revision = 4;
        grant(terms);
        vm.prank(owner);
        registry.revokeAllAccess(credentialId);
        assertEq(canRead(7), false, "all revoked");
    }

    /// @dev What a contract acts on must be vouched for, while a verdict names the status beside the fields.
    function test_CanRead_OnlyWhileTheCredentialIsActive() external {
        AccessTerms memory terms = newTerms();
        terms.lockedUntil = time + 1 days;
        grant(terms);
        vm.prank(issuer);
        registry.suspendCredential(credential);
        assertEq(canRead(7), false, "suspended");
        vm.prank(issuer);
        registry.reinstateCredential(credential);
        assertEq(canRead(7), true, "reinstated");
        vm.prank(issuer);
        registry.revokeCredential(credential);
        assertEq(canRead(7), false, "revoked");
        vm.prank(owner);
        registry.withdrawCredential(credentialId);
        assertEq(access().fields, 7, "locked");
        assertEq(canRead(7), false, "withdrawn");
    }

    function test_CanRead_UntilTheCredentialExpires() external {
        credential = newCredential("short");
        credential.expiresAt = time + 1 days;
        credentialId = issue(credential);
        grant(newTerms());
        warp(credential.expiresAt - 1);
        assertEq(canRead(7), true, "last second");
        warp(credential.expiresAt);
        assertEq(access().fields, 7, "granted for longer");
        assertEq(canRead(7), false, "expired");
    }

    function canRead(uint64 fields) private view returns (bool) {
        return registry.canRead(credentialId, consumer, PURPOSE_HASH, fields);
    }

    function assertEq(bool actual, bool expected, string memory what) private pure {
        assertTrue(actual == expected, what);
    }
}
