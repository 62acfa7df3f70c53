// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Credential, CredentialState, CredentialStatus, ICredentials} from "../../contracts/interfaces/ICredentials.sol";
import {Authorization, ISignedConsent} from "../../contracts/interfaces/ISignedConsent.sol";
import {RegistryTest} from "./support/RegistryTest.sol";
import {TypedData} from "./support/TypedData.sol";

contract CredentialsTest is RegistryTest {
    function test_CredentialId_IsTheStructHash() external view {
        assertEq(registry.credentialIdOf(credential), TypedData.hash(credential), "credentialId");
        assertEq(credentialId, TypedData.hash(credential), "returned id");
    }

    function test_RevertWhen_IssuedByAnotherThanTheIssuer() external {
        Credential memory next = newCredential("next");
        Authorization memory permit = signPermit(next);
        expectRevert(ICredentials.NotCredentialIssuer.selector, TypedData.hash(next), stranger);
        vm.prank(stranger);
        registry.issueCredential(next, permit);
    }

    function test_RevertWhen_PermitIsOfAnotherThanTheOwner() external {
        Credential memory next = newCredential("next");
        Authorization memory permit = signPermit(next);
        permit.signer = stranger;
        vm.expectRevert(abi.encodeWithSelector(ISignedConsent.SignerMismatch.selector, owner, stranger));
        vm.prank(issuer);
        registry.issueCredential(next, permit);
    }

    function test_RevertWhen_PermitNamesAnotherSchema() external {
        Credential memory next = newCredential("next");
        Authorization memory permit = signPermit(next);
        next.schemaId = keccak256("another schema");
        vm.expectRevert(abi.encodeWithSelector(ISignedConsent.SignatureInvalid.selector, owner));
        vm.prank(issuer);
        registry.issueCredential(next, permit);
    }

    function test_RevertWhen_PermitIsUsedTwice() external {
        Credential memory next = newCredential("next");
        Authorization memory permit = signPermit(next);
        vm.prank(issuer);
        registry.issueCredential(next, permit);
        // The same permit would cover another credential of the same schema.
        next.salt = "another";
        vm.expectRevert(abi.encodeWithSelector(ISignedConsent.NonceAlreadyUsed.selector, owner, permit.nonce));
        vm.prank(issuer);
        registry.issueCredential(next, permit);
    }

    function test_RevertWhen_OwnerIsZero() external {
        Credential memory next = newCredential("next");
        next.owner = address(0);
        Authorization memory permit = Authorization(address(0), 1, time, new bytes(65));
        vm.expectRevert(abi.encodeWithSelector(ISignedConsent.SignatureInvalid.selector, address(0)));
        vm.prank(issuer);
        registry.issueCredential(next, permit);
    }

    function test_RevertWhen_CredentialExists() external {
        Authorization memory permit = signPermit(credential);
        vm.expectRevert(abi.encodeWithSelector(ICredentials.CredentialAlreadyExists.selector, credentialId));
        vm.prank(issuer);
        registry.issueCredential(credential, permit);
    }

    function test_RevertWhen_CredentialWasWithdrawn() external {
        withdraw();
        Authorization memory permit = signPermit(credential);
        vm.expectRevert(abi.encodeWithSelector(ICredentials.CredentialAlreadyExists.selector, credentialId));
        vm.prank(issuer);
        registry.issueCredential(credential, permit);
    }

    function test_RevertWhen_IssuedInTheFuture() external {
        Credential memory next = newCredential("next");
        next.issuedAt = time + 1;
        Authorization memory permit = signPermit(next);
        vm.expectRevert(abi.encodeWithSelector(ICredentials.CredentialIssuedInFuture.selector, time + 1));
        vm.prank(issuer);
        registry.issueCredential(next, permit);
    }

    function test_RevertWhen_ExpiredAtIssuance() external {
        Credential memory next = newCredential("next");
        next.expiresAt = time;
        Authorization memory permit = signPermit(next);
        vm.expectRevert(abi.encodeWithSelector(ICredentials.CredentialExpiryInvalid.selector, time));
        vm.prank(issuer);
        registry.issueCredential(next, permit);
    }

    function test_IssueCredential() external {
        Credential memory next = newCredential("next");
        next.issuedAt = time;
        next.expiresAt = time + 1;
        Authorization memory permit = signPermit(next);
        expectIssued(next);
        vm.prank(issuer);
        bytes32 id = registry.issueCredential(next, permit);
        assertEq(id, TypedData.hash(next), "id");
        assertState(id, next, CredentialStatus.Active, 0);
    }

    function test_RevertWhen_AcceptedByAnotherThanTheOwner() external {
        Credential memory next = newCredential("next");
        Authorization memory offer = signOffer(next);
        expectRevert(ICredentials.NotCredentialOwner.selector, TypedData.hash(next), stranger);
        vm.prank(stranger);
        registry.acceptCredential(next, offer);
    }

    function test_RevertWhen_OfferIsOfAnotherThanTheIssuer() external {
        Credential memory next = newCredential("next");
        Authorization memory offer = signOffer(next);
        next.issuer = stranger;
        vm.expectRevert(abi.encodeWithSelector(ISignedConsent.SignerMismatch.selector, stranger, issuer));
        vm.prank(owner);
        registry.acceptCredential(next, offer);
    }

    function test_RevertWhen_OfferNamesAnotherCredential() external {
        Credential memory next = newCredential("next");
        Authorization memory offer = signOffer(next);
        next.fieldsRoot = keccak256("other fields");
        vm.expectRevert(abi.encodeWithSelector(ISignedConsent.SignatureInvalid.selector, issuer));
        vm.prank(owner);
        registry.acceptCredential(next, offer);
    }

    function test_AcceptCredential() external {
        Credential memory next = newCredential("next");
        Authorization memory offer = signOffer(next);
        expectIssued(next);
        vm.prank(owner);
        bytes32 id = registry.acceptCredential(next, offer);
        assertState(id, next, CredentialStatus.Active, 0);
    }

    function test_RevertWhen_StatusIsChangedByAnotherThanTheIssuer() external {
        bytes memory refusal = abi.encodeWithSelector(ICredentials.NotCredentialIssuer.selector, credentialId, owner);
        vm.expectRevert(refusal);
        vm.prank(owner);
        registry.suspendCredential(credential);
        vm.expectRevert(refusal);
        vm.prank(owner);
        registry.reinstateCredential(credential);
        vm.expectRevert(refusal);
        vm.prank(owner);
        registry.revokeCredential(credential);
    }

    function test_RevertWhen_StatusOfAnUnknownCredentialIsChanged() external {
        Credential memory next = newCredential("next");
        bytes memory refusal = abi.encodeWithSelector(ICredentials.CredentialNotFound.selector, TypedData.hash(next));
        vm.expectRevert(refusal);
        vm.prank(issuer);
        registry.suspendCredential(next);
        vm.expectRevert(refusal);
        vm.prank(issuer);
        registry.reinstateCredential(next);
        vm.expectRevert(refusal);
        vm.prank(issuer);
        registry.revokeCredential(next);
    }

    function test_SuspendCredential() external {
        vm.expectEmit(address(registry));
        emit ICredentials.CredentialSuspended(credentialId, owner, issuer);
        vm.prank(issuer);
        registry.suspendCredential(credential);
        assertState(credentialId, credential, CredentialStatus.Suspended, 0);
    }

    function test_ReinstateCredential() external {
        vm.prank(issuer);
        registry.suspendCredential(credential);
        vm.expectEmit(address(registry));
        emit ICredentials.CredentialReinstated(credentialId, owner, issuer);
        vm.prank(issuer);
        registry.reinstateCredential(credential);
        assertState(credentialId, credential, CredentialStatus.Active, 0);
    }

    function test_RevokeCredential_ActiveOrSuspended() external {
        vm.expectEmit(address(registry));
        emit ICredentials.CredentialRevoked(credentialId, owner, issuer);
        vm.prank(issuer);
        registry.revokeCredential(credential);
        assertState(credentialId, credential, CredentialStatus.Revoked, 0);

        credential = newCredential("second");
        credentialId = issue(credential);
        vm.prank(issuer);
        registry.suspendCredential(credential);
        vm.prank(issuer);
        registry.revokeCredential(credential);
        assertState(credentialId, credential, CredentialStatus.Revoked, 0);
    }

    /// @dev The transitions that are not: each status against each act of the issuer.
    function test_RevertWhen_StatusDoesNotAllowTheIssuersAct() external {
        refuse(CredentialStatus.Active, ICredentials.reinstateCredential.selector);
        vm.prank(issuer);
        registry.suspendCredential(credential);
        refuse(CredentialStatus.Suspended, ICredentials.suspendCredential.selector);
        vm.prank(issuer);
        registry.revokeCredential(credential);
        refuse(CredentialStatus.Revoked, ICredentials.suspendCredential.selector);
        refuse(CredentialStatus.Revoked, ICredentials.reinstateCredential.selector);
        refuse(CredentialStatus.Revoked, ICredentials.revokeCredential.selector);
        withdraw();
        refuse(CredentialStatus.Withdrawn, ICredentials.suspendCredential.selector);
        refuse(CredentialStatus.Withdrawn, ICredentials.reinstateCredential.selector);
        refuse(CredentialStatus.Withdrawn, ICredentials.revokeCredential.selector);
    }

    function test_RevertWhen_AnUnknownCredentialIsWithdrawn() external {
        vm.expectRevert(abi.encodeWithSelector(ICredentials.CredentialNotFound.selector, bytes32("unknown")));
        vm.prank(owner);
        registry.withdrawCredential("unknown");
    }

    function test_RevertWhen_WithdrawnByAnotherThanTheOwner() external {
        expectRevert(ICredentials.NotCredentialOwner.selector, credentialId, issuer);
        vm.prank(issuer);
        registry.withdrawCredential(credentialId);
    }

    function test_RevertWhen_WithdrawnTwice() external {
        withdraw();
        vm.expectRevert(
            abi.encodeWithSelector(
                ICredentials.CredentialStatusInvalid.selector,
                credentialId,
                CredentialStatus.Withdrawn
            )
        );
        vm.prank(owner);
        registry.withdrawCredential(credentialId);
    }

    function test_WithdrawCredential() external {
        vm.expectEmit(address(registry));
        emit ICredentials.CredentialWithdrawn(credentialId, owner, 1);
        withdraw();
        assertState(credentialId, credential, CredentialStatus.Withdrawn, 1);
    }

    function test_WithdrawCredential_WhateverTheIssuerDid() external {
        vm.prank(issuer);
        registry.revokeCredential(credential);
        withdraw();
        assertState(credentialId, credential, CredentialStatus.Withdrawn, 1);
    }

    function withdraw() private {
        vm.prank(owner);
        registry.withdrawCredential(credentialId);
    }

    function refuse(CredentialStatus status, bytes4 selector) private {
        vm.prank(issuer);
        (bool success, bytes memory result) = address(registry).call(abi.encodeWithSelector(selector, credential));
        assertTrue(!success, "was allowed");
        bytes memory expected = abi.encodeWithSelector(
            ICredentials.CredentialStatusInvalid.selector,
            credentialId,
            status
        );
        assertEq(keccak256(result), keccak256(expected), "refusal");
    }

    function expectRevert(bytes4 selector, bytes32 id, address caller) private {
        vm.expectRevert(abi.encodeWithSelector(selector, id, caller));
    }

    function expectIssued(Credential memory issued) private {
        vm.expectEmit(address(registry));
        emit ICredentials.CredentialIssued(
            TypedData.hash(issued),
            issued.owner,
            issued.issuer,
            issued.schemaId,
            issued.credentialHash,
            issued.fieldsRoot,
            issued.contentRoot,
            issued.issuedAt,
            issued.expiresAt,
            issued.salt
        );
    }

    function assertState(bytes32 id, Credential memory issued, CredentialStatus status, uint16 epoch) private view {
        CredentialState memory state = registry.credentialState(id);
        assertEq(state.owner, issued.owner, "owner");
        assertEq(state.expiresAt, issued.expiresAt, "expiresAt");
        assertEq(uint256(state.status), uint256(status), "status");
        assertEq(state.epoch, epoch, "epoch");
    }
}
