// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IAccessGrants} from "../../contracts/interfaces/IAccessGrants.sol";
import {AccessRequest, IAccessRequests, RequestStatus} from "../../contracts/interfaces/IAccessRequests.sol";
import {RegistryTest} from "./support/RegistryTest.sol";
import {TypedData} from "./support/TypedData.sol";

contract AccessRequestsTest is RegistryTest {
    AccessRequest private request;
    bytes32 private requestId;

    function setUp() public override {
        super.setUp();
        request = newRequest("first");
        requestId = TypedData.hash(request);
    }

    function test_RequestId_IsTheStructHash() external view {
        assertEq(registry.requestIdOf(request), requestId, "requestId");
    }

    function test_RevertWhen_OpenedByAnotherThanTheConsumer() external {
        vm.expectRevert(abi.encodeWithSelector(IAccessRequests.NotRequestConsumer.selector, requestId, owner));
        vm.prank(owner);
        registry.openRequest(request);
    }

    function test_RevertWhen_OpenedTwice() external {
        open();
        expectStatusInvalid(RequestStatus.Open);
        open();
    }

    function test_RevertWhen_OpenedAfterItsDeadline() external {
        warp(request.deadline + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IAccessRequests.RequestDeadlinePassed.selector, requestId, request.deadline)
        );
        open();
        warp(request.deadline);
        open();
    }

    function test_RevertWhen_FieldsAreEmpty() external {
        request.fields = 0;
        vm.expectRevert(abi.encodeWithSelector(IAccessGrants.FieldsEmpty.selector));
        open();
    }

    function test_RevertWhen_DurationIsZeroOrTooLong() external {
        request.duration = 0;
        vm.expectRevert(abi.encodeWithSelector(IAccessRequests.RequestDurationInvalid.selector, 0));
        open();
        request.duration = 3650 days + 1;
        vm.expectRevert(abi.encodeWithSelector(IAccessRequests.RequestDurationInvalid.selector, request.duration));
        open();
        request.duration = 3650 days;
        open();
    }

    function test_RevertWhen_UsesAreZero() external {
        request.maxUses = 0;
        vm.expectRevert(abi.encodeWithSelector(IAccessRequests.RequestUsesZero.selector));
        open();
    }

    function test_RevertWhen_LockIsTooLong() external {
        request.lockDuration = request.duration + 1;
        vm.expectRevert(abi.encodeWithSelector(IAccessRequests.RequestLockInvalid.selector, request.lockDuration));
        open();
        request.duration = 3650 days;
        request.lockDuration = 1825 days + 1;
        vm.expectRevert(abi.encodeWithSelector(IAccessRequests.RequestLockInvalid.selector, request.lockDuration));
        open();
        request.lockDuration = 1825 days;
        open();
    }

    function test_RevertWhen_PurposeIsEmptyOrTooLong() external {
        request.purpose = "";
        vm.expectRevert(abi.encodeWithSelector(IAccessGrants.PurposeEmpty.selector));
        open();
        request.purpose = string(new bytes(129));
        vm.expectRevert(abi.encodeWithSelector(IAccessGrants.PurposeTooLong.selector, 129));
        open();
    }

    function test_OpenRequest() external {
        vm.expectEmit(address(registry));
        emit IAccessRequests.RequestOpened(
            requestId,
            owner,
            consumer,
            request.schemaId,
            request.issuer,
            request.fields,
            request.duration,
            request.maxUses,
            request.lockDuration,
            request.purpose,
            request.deadline,
            request.salt
        );
        vm.prank(consumer);
        assertEq(registry.openRequest(request), requestId, "requestId");
        assertStatus(RequestStatus.Open);
    }

    function test_RevertWhen_CancelledByAnotherThanTheConsumer() external {
        open();
        vm.expectRevert(abi.encodeWithSelector(IAccessRequests.NotRequestConsumer.selector, requestId, owner));
        vm.prank(owner);
        registry.cancelRequest(request);
    }

    function test_CancelRequest_OpenOrOnlySigned() external {
        vm.expectEmit(address(registry));
        emit IAccessRequests.RequestCancelled(requestId, owner, consumer);
        cancel();
        assertStatus(RequestStatus.Cancelled);

        request = newRequest("second");
        requestId = TypedData.hash(request);
        open();
        cancel();
        assertStatus(RequestStatus.Cancelled);
    }

    function test_RevertWhen_RejectedByAnotherThanTheOwner() external {
        open();
        vm.expectRevert(abi.encodeWithSelector(IAccessRequests.NotRequestOwner.selector, requestId, consumer));
        vm.prank(consumer);
        registry.rejectRequest(request, 0);
    }

    function test_RejectRequest_OpenOrOnlySigned() external {
        vm.expectEmit(address(registry));
        emit IAccessRequests.RequestRejected(requestId, owner, consumer, 3);
        reject();
        assertStatus(RequestStatus.Rejected);

        request = newRequest("second");
        requestId = TypedData.hash(request);
        open();
        reject();
        assertStatus(RequestStatus.Rejected);
    }

    function test_RevertWhen_AnsweredBefore() external {
        cancel();
        expectStatusInvalid(RequestStatus.Cancelled);
        open();
        expectStatusInvalid(RequestStatus.Cancelled);
        cancel();
        expectStatusInvalid(RequestStatus.Cancelled);
        reject();

        request = newRequest("second");
        requestId = TypedData.hash(request);
        reject();
        expectStatusInvalid(RequestStatus.Rejected);
        open();
        expectStatusInvalid(RequestStatus.Rejected);
        cancel();
        expectStatusInvalid(RequestStatus.Rejected);
        reject();
    }

    function open() private {
        vm.prank(consumer);
        registry.openRequest(request);
    }

    function cancel() private {
        vm.prank(consumer);
        registry.cancelRequest(request);
    }

    function reject() private {
        vm.prank(owner);
        registry.rejectRequest(request, 3);
    }

    function expectStatusInvalid(RequestStatus status) private {
        vm.expectRevert(abi.encodeWithSelector(IAccessRequests.RequestStatusInvalid.selector, requestId, status));
    }

    function assertStatus(RequestStatus status) private view {
        assertEq(uint256(registry.requestStatus(requestId)), uint256(status), "status");
    }
}
