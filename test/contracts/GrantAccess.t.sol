// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessGrant, AccessTerms, IAccessGrants} from "../../contracts/interfaces/IAccessGrants.sol";
import {CredentialStatus, ICredentials} from "../../contracts/interfaces/ICredentials.sol";
import {Authorization} from "../../contracts/interfaces/ISignedConsent.sol";
import {RegistryTest} from "./support/RegistryTest.sol";

contract GrantAccessTest is RegistryTest {
    function test_RevertWhen_CredentialIsUnknown() external {
        AccessTerms memory terms = newTerms();
        Authorization memory authorization = signGrant(terms);
        vm.expectRevert(abi.encodeWithSelector(ICredentials.CredentialNotFound.selector, bytes32("unknown")));
        vm.prank(owner);
        registry.grantAccess("unknown", consumer, PURPOSE, terms);
        vm.expectRevert(abi.encodeWithSelector(ICredentials.CredentialNotFound.selector, bytes32("unknown")));
        registry.grantAccessFor("unknown", consumer, PURPOSE, terms, authorization);
    }

    function test_RevertWhen_CallerIsNotOwner() external {
        AccessTerms memory terms = newTerms();
        address[3] memory others = [issuer, consumer, stranger];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(ICredentials.NotCredentialOwner.selector, credentialId, others[i]));
            vm.prank(others[i]);
            registry.grantAccess(credentialId, consumer, PURPOSE, terms);
        }
    }

    function test_RevertWhen_CredentialIsWithdrawn() external {
        vm.prank(owner);
        registry.withdrawCredential(credentialId);
        AccessTerms memory terms = newTerms();
        terms.epoch = 1;
        refuse(
            terms,
            abi.encodeWithSelector(
                ICredentials.CredentialStatusInvalid.selector,
                credentialId,
                CredentialStatus.Withdrawn
            )
        );
    }

    function test_RevertWhen_PurposeIsEmptyOrTooLong() external {
        AccessTerms memory terms = newTerms();
        vm.expectRevert(abi.encodeWithSelector(IAccessGrants.PurposeEmpty.selector));
        vm.prank(owner);
        registry.grantAccess(credentialId, consumer, "", terms);
        vm.expectRevert(abi.encodeWithSelector(IAccessGrants.PurposeTooLong.selector, 129));
        vm.prank(owner);
        registry.grantAccess(credentialId, consumer, string(new bytes(129)), terms);
        vm.prank(owner);
        registry.grantAccess(credentialId, consumer, string(new bytes(128)), terms);
        vm.prank(owner);
        registry.grantAccess(credentialId, consumer, "a", terms);
    }

    function testFuzz_RevertWhen_RevisionIsNotTheStoredOne(uint32 revision) external {
        grant(newTerms());
        vm.assume(revision != 1);
        AccessTerms memory terms = newTerms();
        terms.revision = revision;
        refuse(terms, abi.encodeWithSelector(IAccessGrants.RevisionMismatch.selector, revision, 1));
    }

    function testFuzz_RevertWhen_EpochIsNotTheCredentials(uint16 epoch) external {
        vm.prank(owner);
        registry.revokeAllAccess(credentialId);
        vm.assume(epoch != 1);
        AccessTerms memory terms = newTerms();
        terms.epoch = epoch;
        refuse(terms, abi.encodeWithSelector(IAccessGrants.EpochMismatch.selector, epoch, 1));
    }

    function test_RevertWhen_FieldsAreEmpty() external {
        AccessTerms memory terms = newTerms();
        terms.fields = 0;
        refuse(terms, abi.encodeWithSelector(IAccessGrants.FieldsEmpty.selector));
    }

    function test_RevertWhen_UsesAreZero() external {
        AccessTerms memory terms = newTerms();
        terms.uses = 0;
        refuse(terms, abi.encodeWithSelector(IAccessGrants.UsesZero.selector));
    }

    function test_RevertWhen_ExpiryIsNotAhead() external {
        AccessTerms memory terms = newTerms();
        uint32[4] memory expiries = [0, 1, time - 1, time];
        for (uint256 i = 0; i < expiries.length; ++i) {
            terms.expiresAt = expiries[i];
            refuse(terms, abi.encodeWithSelector(IAccessGrants.ExpiryInvalid.selector, expiries[i]));
        }
    }

    function test_RevertWhen_ExpiryIsNotAfterTheStart() external {
        AccessTerms memory terms = newTerms();
        terms.startsAt = terms.expiresAt;
        refuse(terms, abi.encodeWithSelector(IAccessGrants.ExpiryInvalid.selector, terms.expiresAt));
        terms.startsAt = terms.expiresAt - 1;
        grant(terms);
    }

    function test_RevertWhen_ExpiryIsMoreThanTenYearsAhead() external {
        AccessTerms memory terms = newTerms();
        terms.expiresAt = time + 3650 days + 1;
        refuse(terms, abi.encodeWithSelector(IAccessGrants.ExpiryInvalid.selector, terms.expiresAt));
        terms.expiresAt = type(uint32).max;
        refuse(terms, abi.encodeWithSelector(IAccessGrants.ExpiryInvalid.selector, terms.expiresAt));
        terms.expiresAt = time + 3650 days;
        grant(terms);
    }

    function test_RevertWhen_LockIsLongerThanTheGrant() external {
        AccessTerms memory terms = newTerms();
        terms.lockedUntil = terms.expiresAt + 1;
        refuse(terms, abi.encodeWithSelector(IAccessGrants.LockInvalid.selector, terms.lockedUntil));
        terms.lockedUntil = terms.expiresAt;
        grant(terms);
    }

    function test_RevertWhen_LockIsMoreThanFiveYearsAhead() external {
        AccessTerms memory terms = newTerms();
        terms.expiresAt = time + 3650 days;
        terms.lockedUntil = time + 1825 days + 1;
        refuse(terms, abi.encodeWithSelector(IAccessGrants.LockInvalid.selector, terms.lockedUntil));
        terms.lockedUntil = time + 1825 days;
        grant(terms);
    }

    function test_GrantAccess() external {
        AccessTerms memory terms = newTerms();
        expectGranted(terms);
        grant(terms);
        assertEq(stored(), grantOf(terms));
    }

    function test_GrantAccessFor() external {
        AccessTerms memory terms = newTerms();
        Authorization memory authorization = signGrant(terms);
        expectGranted(terms);
        vm.prank(stranger);
        registry.grantAccessFor(credentialId, consumer, PURPOSE, terms, authorization);
        assertEq(stored(), grantOf(terms));
        uint256 bits = registry.nonceBitmap(owner, authorization.nonce >> 8);
        assertEq((bits >> (authorization.nonce & 0xff)) & 1, 1, "nonce");
    }

    function test_GrantAccess_ReplacesAllTerms() external {
        grant(newTerms());
        warp(time + 1 days);
        AccessTerms memory terms = newTerms();
        terms.fields = 8;
        terms.startsAt = time + 1 hours;
        terms.expiresAt = time + 2 days;
        terms.lockedUntil = time + 1 days;
        terms.uses = 3;
        terms.revision = 1;
        terms.envelopeHash = keccak256("next");
        expectGranted(terms);
        grant(terms);
        assertEq(stored(), grantOf(terms));
    }

    /// @dev An issuer's word ends; a grant is the owner's, and does not end with it.
    function test_GrantAccess_WhateverTheIssuerDid() external {
        vm.prank(issuer);
        registry.suspendCredential(credential);
        grant(newTerms());
        vm.prank(issuer);
        registry.revokeCredential(credential);
        AccessTerms memory terms = newTerms();
        terms.revision = 1;
        grant(terms);
        warp(credential.expiresAt + 1);
        terms = newTerms();
        terms.revision = 2;
        grant(terms);
        assertEq(access().fields, terms.fields, "fields");
    }

    function test_GrantAccess_OfEachPurposeStandsAlone() external {
        grant(newTerms());
        AccessTerms memory terms = newTerms();
        terms.fields = 64;
        vm.prank(owner);
        registry.grantAccess(credentialId, consumer, "dpv:Marketing", terms);
        assertEq(access().fields, 7, "first purpose");
        bytes32 other = keccak256("dpv:Marketing");
        assertEq(registry.accessOf(credentialId, consumer, other, consumer).fields, 64, "second purpose");
        assertEq(registry.accessOf(credentialId, consumer, keccak256("dpv"), consumer).fields, 0, "no purpose");
        assertEq(registry.accessOf(credentialId, stranger, other, stranger).fields, 0, "other consumer");
    }

    /// @dev The slot is where and what the layout says, so that a proof of storage can be read.
    function test_GrantAccess_FillsOneSlot() external {
        AccessTerms memory terms = newTerms();
        terms.fields = 0x1111111111111111;
        terms.startsAt = time + 1;
        terms.lockedUntil = time + 2;
        terms.uses = 0x2222;
        grant(terms);
        bytes32 slot = keccak256(abi.encode(credentialId, uint256(4)));
        slot = keccak256(abi.encode(consumer, slot));
        slot = keccak256(abi.encode(PURPOSE_HASH, slot));
        bytes memory expected = abi.encodePacked(
            uint32(1),
            uint16(0),
            uint16(0x2222),
            uint32(0),
            terms.lockedUntil,
            terms.expiresAt,
            terms.startsAt,
            terms.fields
        );
        assertEq(vm.load(address(registry), slot), bytes32(expected), "slot");
    }

    /// @dev Valid terms are stored as they are, and no others are stored.
    function testFuzz_GrantAccess(AccessTerms memory terms, bool reach) external {
        if (reach) {
            terms.expiresAt = uint32(bound(terms.expiresAt, time, time + 3650 days + 1));
            terms.startsAt = uint32(bound(terms.startsAt, time - 1 days, terms.expiresAt));
            terms.lockedUntil = uint32(bound(terms.lockedUntil, time - 1 days, time + 1825 days + 1));
            terms.epoch = 0;
            terms.revision = 0;
        }
        bool valid = terms.revision == 0 && terms.epoch == 0 && terms.fields != 0 && terms.uses != 0;
        valid = valid && terms.expiresAt > time && terms.expiresAt > terms.startsAt;
        valid = valid && terms.expiresAt <= time + 3650 days;
        valid = valid && terms.lockedUntil <= terms.expiresAt && terms.lockedUntil <= time + 1825 days;
        vm.prank(owner);
        (bool success, ) = address(registry).call(
            abi.encodeCall(registry.grantAccess, (credentialId, consumer, PURPOSE, terms))
        );
        assertTrue(success == valid, "validity");
        AccessGrant memory expected;
        if (valid) expected = grantOf(terms);
        assertEq(stored(), expected);
    }

    function refuse(AccessTerms memory terms, bytes memory refusal) private {
        vm.expectRevert(refusal);
        grant(terms);
        Authorization memory authorization = signGrant(terms);
        vm.expectRevert(refusal);
        registry.grantAccessFor(credentialId, consumer, PURPOSE, terms, authorization);
    }

    function expectGranted(AccessTerms memory terms) private {
        vm.expectEmit(address(registry));
        emit IAccessGrants.AccessGranted(
            credentialId,
            owner,
            consumer,
            PURPOSE,
            terms.fields,
            terms.startsAt,
            terms.expiresAt,
            terms.lockedUntil,
            terms.uses,
            terms.epoch,
            terms.revision + 1,
            terms.envelopeHash
        );
    }
}
