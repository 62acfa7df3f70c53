// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessTerms, IAccessGrants} from "../../contracts/interfaces/IAccessGrants.sol";
import {AccessRequest, IAccessRequests, RequestStatus} from "../../contracts/interfaces/IAccessRequests.sol";
import {Credential, CredentialStatus, ICredentials} from "../../contracts/interfaces/ICredentials.sol";
import {Authorization, ISignedConsent} from "../../contracts/interfaces/ISignedConsent.sol";
import {RegistryTest} from "./support/RegistryTest.sol";
import {TypedData} from "./support/TypedData.sol";

contract ApproveRequestTest is RegistryTest {
    AccessRequest private request;
    bytes32 private requestId;

    function setUp() public override {
        super.setUp();
        request = newRequest("first");
        requestId = TypedData.hash(request);
    }

    function test_RevertWhen_CredentialDoesNotExist() external {
        Credential memory next = newCredential("never issued");
        bytes memory signature = sign(CONSUMER_KEY, requestId);
        AccessTerms memory terms = approvedTerms();
        Authorization memory approval = signApproval(request, terms);
        bytes memory refusal = abi.encodeWithSelector(ICredentials.CredentialNotFound.selector, TypedData.hash(next));
        vm.expectRevert(refusal);
        vm.prank(owner);
        registry.approveRequest(request, next, terms, signature);
        vm.expectRevert(refusal);
        registry.approveRequestFor(request, next, terms, signature, approval);
    }

    function test_RevertWhen_CallerIsNotOwner() external {
        AccessTerms memory terms = approvedTerms();
        bytes memory signature = sign(CONSUMER_KEY, requestId);
        vm.expectRevert(abi.encodeWithSelector(ICredentials.NotCredentialOwner.selector, credentialId, consumer));
        vm.prank(consumer);
        registry.approveRequest(request, credential, terms, signature);
    }

    function test_RevertWhen_ApprovalIsOfAnotherThanTheOwner() external {
        AccessTerms memory terms = approvedTerms();
        Authorization memory approval = signApproval(request, terms);
        approval.signer = consumer;
        vm.expectRevert(abi.encodeWithSelector(ISignedConsent.SignerMismatch.selector, owner, consumer));
        vm.prank(consumer);
        registry.approveRequestFor(request, credential, terms, "", approval);
    }

    function test_RevertWhen_AnotherOwnerWasAsked() external {
        request.owner = stranger;
        requestId = TypedData.hash(request);
        refuse(
            approvedTerms(),
            abi.encodeWithSelector(IAccessRequests.RequestOwnerMismatch.selector, requestId, owner)
        );
    }

    function test_RevertWhen_SchemaIsAnother() external {
        request.schemaId = keccak256("another schema");
        requestId = TypedData.hash(request);
        refuse(
            approvedTerms(),
            abi.encodeWithSelector(IAccessRequests.RequestSchemaMismatch.selector, requestId, credential.schemaId)
        );
    }

    function test_RevertWhen_IssuerIsNotAccepted() external {
        request.issuer = stranger;
        requestId = TypedData.hash(request);
        refuse(
            approvedTerms(),
            abi.encodeWithSelector(IAccessRequests.RequestIssuerNotAccepted.selector, requestId, issuer)
        );
    }

    function test_AnyIssuerIsAcceptedWhereNoneIsNamed() external {
        request.issuer = address(0);
        requestId = TypedData.hash(request);
        approve(approvedTerms());
        assertEq(stored().fields, 7, "fields");
    }

    /// @dev What could not be opened cannot be approved either.
    function test_RevertWhen_TheSignedRequestIsInvalid() external {
        AccessTerms memory terms = approvedTerms();
        request.duration = 3650 days + 1;
        requestId = TypedData.hash(request);
        refuse(terms, abi.encodeWithSelector(IAccessRequests.RequestDurationInvalid.selector, request.duration));
        request = newRequest("lock");
        request.lockDuration = request.duration + 1;
        requestId = TypedData.hash(request);
        refuse(terms, abi.encodeWithSelector(IAccessRequests.RequestLockInvalid.selector, request.lockDuration));
        request = newRequest("purpose");
        request.purpose = "";
        requestId = TypedData.hash(request);
        refuse(terms, abi.encodeWithSelector(IAccessGrants.PurposeEmpty.selector));
    }

    /// @dev I5: a request that is shown late.
    function test_RevertWhen_DeadlinePassed() external {
        warp(request.deadline + 1);
        AccessTerms memory terms = approvedTerms();
        refuse(
            terms,
            abi.encodeWithSelector(IAccessRequests.RequestDeadlinePassed.selector, requestId, request.deadline)
        );
        warp(request.deadline);
        approve(approvedTerms());
    }

    function test_RevertWhen_MoreFieldsAreApproved() external {
        AccessTerms memory terms = approvedTerms();
        terms.fields = 16 | 1;
        refuse(terms, abi.encodeWithSelector(IAccessRequests.ApprovalExceedsFields.selector, 15, 17));
    }

    function test_RevertWhen_MoreUsesAreApproved() external {
        AccessTerms memory terms = approvedTerms();
        terms.uses = 11;
        refuse(terms, abi.encodeWithSelector(IAccessRequests.ApprovalExceedsUses.selector, 10, 11));
        terms.uses = UNLIMITED;
        refuse(terms, abi.encodeWithSelector(IAccessRequests.ApprovalExceedsUses.selector, 10, UNLIMITED));
        request.maxUses = UNLIMITED;
        requestId = TypedData.hash(request);
        approve(terms);
    }

    function test_RevertWhen_LongerIsApproved() external {
        AccessTerms memory terms = approvedTerms();
        terms.expiresAt = time + 60 days + 1;
        refuse(
            terms,
            abi.encodeWithSelector(IAccessRequests.ApprovalExceedsDuration.selector, time + 60 days, terms.expiresAt)
        );
        // The duration counts from the start, where that is ahead, and from now where it is past.
        terms.startsAt = time - 1;
        refuse(
            terms,
            abi.encodeWithSelector(IAccessRequests.ApprovalExceedsDuration.selector, time + 60 days, terms.expiresAt)
        );
        terms.startsAt = time + 1;
        approve(terms);
    }

    function test_RevertWhen_ALockIsApprovedThatWasNotAskedFor() external {
        AccessTerms memory terms = approvedTerms();
        terms.lockedUntil = time + 1;
        refuse(terms, abi.encodeWithSelector(IAccessRequests.ApprovalExceedsLock.selector, 0, terms.lockedUntil));
    }

    function test_RevertWhen_ALongerLockIsApproved() external {
        request.lockDuration = 5 days;
        requestId = TypedData.hash(request);
        AccessTerms memory terms = approvedTerms();
        terms.lockedUntil = time + 5 days + 1;
        refuse(
            terms,
            abi.encodeWithSelector(IAccessRequests.ApprovalExceedsLock.selector, time + 5 days, terms.lockedUntil)
        );
        terms.lockedUntil = time + 5 days;
        approve(terms);
    }

    function test_RevertWhen_ConsumerDidNotSign() external {
        AccessTerms memory terms = approvedTerms();
        bytes memory refusal = abi.encodeWithSelector(ISignedConsent.SignatureInvalid.selector, consumer);
        bytes memory forged = sign(STRANGER_KEY, requestId);
        vm.expectRevert(refusal);
        vm.prank(owner);
        registry.approveRequest(request, credential, terms, forged);
        vm.expectRevert(refusal);
        vm.prank(owner);
        registry.approveRequest(request, credential, terms, "");
        Authorization memory approval = signApproval(request, terms);
        vm.expectRevert(refusal);
        vm.prank(stranger);
        registry.approveRequestFor(request, credential, terms, "", approval);
    }

    /// @dev B35: the consumer's signature and the owner's are over the request as it was shown.
    function test_RevertWhen_TheRequestWasEditedAfterwards() external {
        AccessTerms memory terms = approvedTerms();
        bytes memory signature = sign(CONSUMER_KEY, requestId);
        Authorization memory approval = signApproval(request, terms);
        request.purpose = "dpv:Marketing";
        vm.expectRevert(abi.encodeWithSelector(ISignedConsent.SignatureInvalid.selector, consumer));
        vm.prank(owner);
        registry.approveRequest(request, credential, terms, signature);
        vm.expectRevert(abi.encodeWithSelector(ISignedConsent.SignatureInvalid.selector, owner));
        vm.prank(consumer);
        registry.approveRequestFor(request, credential, terms, "", approval);
    }

    function test_RevertWhen_CredentialIsWithdrawn() external {
        vm.prank(owner);
        registry.withdrawCredential(credentialId);
        AccessTerms memory terms = approvedTerms();
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

    function test_RevertWhen_RevisionOrEpochIsPast() external {
        AccessTerms memory terms = approvedTerms();
        terms.revision = 1;
        refuse(terms, abi.encodeWithSelector(IAccessGrants.RevisionMismatch.selector, 1, 0));
        terms.revision = 0;
        terms.epoch = 1;
        refuse(terms, abi.encodeWithSelector(IAccessGrants.EpochMismatch.selector, 1, 0));
    }

    /// @dev B34: approved twice, after a rejection, after a withdrawal of the request.
    function test_RevertWhen_AnsweredBefore() external {
        AccessTerms memory terms = approvedTerms();
        approve(terms);
        terms.revision = 1;
        refuse(terms, statusInvalid(RequestStatus.Approved));
        terms.revision = 0;

        request = newRequest("rejected");
        requestId = TypedData.hash(request);
        vm.prank(owner);
        registry.rejectRequest(request, 0);
        refuse(terms, statusInvalid(RequestStatus.Rejected));

        request = newRequest("cancelled");
        requestId = TypedData.hash(request);
        vm.prank(consumer);
        registry.cancelRequest(request);
        refuse(terms, statusInvalid(RequestStatus.Cancelled));
    }

    function test_ApproveRequest_Opened() external {
        vm.prank(consumer);
        registry.openRequest(request);
        AccessTerms memory terms = approvedTerms();
        expectApproved(terms);
        vm.prank(owner);
        registry.approveRequest(request, credential, terms, "not looked at");
        assertApproved(terms);
    }

    function test_ApproveRequest_Signed() external {
        AccessTerms memory terms = approvedTerms();
        bytes memory signature = sign(CONSUMER_KEY, requestId);
        expectApproved(terms);
        vm.prank(owner);
        registry.approveRequest(request, credential, terms, signature);
        assertApproved(terms);
    }

    function test_ApproveRequestFor_Opened() external {
        vm.prank(consumer);
        registry.openRequest(request);
        AccessTerms memory terms = approvedTerms();
        Authorization memory approval = signApproval(request, terms);
        expectApproved(terms);
        vm.prank(stranger);
        registry.approveRequestFor(request, credential, terms, "", approval);
        assertApproved(terms);
    }

    function test_ApproveRequestFor_RelayedByTheConsumer() external {
        AccessTerms memory terms = approvedTerms();
        Authorization memory approval = signApproval(request, terms);
        expectApproved(terms);
        vm.prank(consumer);
        registry.approveRequestFor(request, credential, terms, "", approval);
        assertApproved(terms);
    }

    function test_ApproveRequestFor_RelayedByAnybody() external {
        AccessTerms memory terms = approvedTerms();
        Authorization memory approval = signApproval(request, terms);
        bytes memory signature = sign(CONSUMER_KEY, requestId);
        expectApproved(terms);
        vm.prank(stranger);
        registry.approveRequestFor(request, credential, terms, signature, approval);
        assertApproved(terms);
    }

    /// @dev An approval is never more than was asked, whatever the owner approves.
    function testFuzz_ApprovalNeverExceedsItsRequest(AccessTerms memory terms, AccessRequest memory asked) external {
        asked.consumer = consumer;
        asked.owner = owner;
        asked.issuer = issuer;
        asked.schemaId = credential.schemaId;
        asked.purpose = PURPOSE;
        asked.deadline = time;
        asked.fields |= 1;
        asked.duration = uint32(bound(asked.duration, 1, 100 days));
        asked.lockDuration = uint32(bound(asked.lockDuration, 0, asked.duration));
        asked.maxUses = uint16(bound(asked.maxUses, 1, UNLIMITED));
        terms.epoch = 0;
        terms.revision = 0;
        terms.fields = uint64(bound(terms.fields, 0, 1)) == 0 ? terms.fields & asked.fields : terms.fields;
        terms.startsAt = uint32(bound(terms.startsAt, time - 2 days, time + 2 days));
        terms.expiresAt = uint32(bound(terms.expiresAt, time, time + 105 days));
        terms.lockedUntil = uint32(bound(terms.lockedUntil, time - 2 days, time + 105 days));
        if (terms.lockedUntil < time) terms.lockedUntil = 0;
        bytes memory signature = sign(CONSUMER_KEY, TypedData.hash(asked));
        vm.prank(owner);
        (bool success, ) = address(registry).call(
            abi.encodeCall(registry.approveRequest, (asked, credential, terms, signature))
        );
        uint256 start = terms.startsAt > time ? terms.startsAt : time;
        bool within = terms.fields & ~asked.fields == 0 && terms.uses <= asked.maxUses;
        within = within && terms.expiresAt <= start + asked.duration;
        within = within && (terms.lockedUntil == 0 || asked.lockDuration != 0);
        within = within && (terms.lockedUntil == 0 || terms.lockedUntil <= start + asked.lockDuration);
        bool valid = terms.fields != 0 && terms.uses != 0;
        valid = valid && terms.expiresAt > time && terms.expiresAt > terms.startsAt;
        valid = valid && terms.lockedUntil <= terms.expiresAt;
        assertTrue(success == (within && valid), "approved what was asked, and that only");
    }

    function approvedTerms() private view returns (AccessTerms memory terms) {
        terms = newTerms();
        terms.uses = 10;
    }

    function approve(AccessTerms memory terms) private {
        bytes memory signature = sign(CONSUMER_KEY, requestId);
        vm.prank(owner);
        registry.approveRequest(request, credential, terms, signature);
    }

    function refuse(AccessTerms memory terms, bytes memory refusal) private {
        bytes memory signature = sign(CONSUMER_KEY, requestId);
        vm.expectRevert(refusal);
        vm.prank(owner);
        registry.approveRequest(request, credential, terms, signature);

        Authorization memory approval = signApproval(request, terms);
        vm.expectRevert(refusal);
        vm.prank(stranger);
        registry.approveRequestFor(request, credential, terms, signature, approval);
    }

    function statusInvalid(RequestStatus status) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAccessRequests.RequestStatusInvalid.selector, requestId, status);
    }

    function expectApproved(AccessTerms memory terms) private {
        vm.expectEmit(address(registry));
        emit IAccessRequests.RequestApproved(requestId, owner, consumer, credentialId);
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

    function assertApproved(AccessTerms memory terms) private view {
        assertEq(uint256(registry.requestStatus(requestId)), uint256(RequestStatus.Approved), "status");
        assertEq(stored(), grantOf(terms));
    }
}
