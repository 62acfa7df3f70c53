// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessTerms} from "../interfaces/IAccessGrants.sol";
import {AccessRequest, IAccessRequests, RequestStatus} from "../interfaces/IAccessRequests.sol";
import {Credential, CredentialStatus} from "../interfaces/ICredentials.sol";
import {Authorization} from "../interfaces/ISignedConsent.sol";
import {AccessGrants} from "./AccessGrants.sol";

/// @title AccessRequests
/// @notice What consumers asked, and the one answer that each request gets.
abstract contract AccessRequests is AccessGrants, IAccessRequests {
    /// @notice EIP-712 type of what `requestId` is the hash of, and of what a consumer signs.
    bytes32 public constant ACCESS_REQUEST_TYPEHASH = keccak256(
        "AccessRequest(address consumer,address owner,bytes32 schemaId,address issuer,uint64 fields,uint32 duration,uint16 maxUses,uint32 lockDuration,string purpose,uint32 deadline,bytes32 salt)"
    );
    /// @notice EIP-712 type of what an owner signs to approve a request.
    bytes32 public constant APPROVE_REQUEST_TYPEHASH = keccak256(
        "ApproveRequest(address owner,bytes32 requestId,bytes32 credentialId,address consumer,string purpose,uint64 fields,uint32 startsAt,uint32 expiresAt,uint32 lockedUntil,uint16 uses,uint16 epoch,uint32 revision,bytes32 envelopeHash,uint256 nonce,uint32 deadline)"
    );

    /// @inheritdoc IAccessRequests
    mapping(bytes32 requestId => RequestStatus) public requestStatus;

    /// @inheritdoc IAccessRequests
    function openRequest(AccessRequest calldata request) external returns (bytes32 requestId) {
        requestId = requestIdOf(request);
        if (msg.sender != request.consumer) revert NotRequestConsumer(requestId, msg.sender);
        RequestStatus status = requestStatus[requestId];
        if (status != RequestStatus.None) revert RequestStatusInvalid(requestId, status);
        _requireApprovable(requestId, request);

        requestStatus[requestId] = RequestStatus.Open;
        emit RequestOpened(
            requestId,
            request.owner,
            request.consumer,
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
    }

    /// @inheritdoc IAccessRequests
    function cancelRequest(AccessRequest calldata request) external {
        bytes32 requestId = requestIdOf(request);
        if (msg.sender != request.consumer) revert NotRequestConsumer(requestId, msg.sender);
        _requireUnanswered(requestId);
        requestStatus[requestId] = RequestStatus.Cancelled;
        emit RequestCancelled(requestId, request.owner, request.consumer);
    }

    /// @inheritdoc IAccessRequests
    function rejectRequest(AccessRequest calldata request, uint8 reason) external {
        bytes32 requestId = requestIdOf(request);
        if (msg.sender != request.owner) revert NotRequestOwner(requestId, msg.sender);
        _requireUnanswered(requestId);
        requestStatus[requestId] = RequestStatus.Rejected;
        emit RequestRejected(requestId, request.owner, request.consumer, reason);
    }

    /// @inheritdoc IAccessRequests
    function approveRequest(
        AccessRequest calldata request,
        Credential calldata credential,
        AccessTerms calldata terms,
        bytes calldata consumerSignature
    ) external {
        bytes32 credentialId = credentialIdOf(credential);
        _credentialOwnedBy(credentialId, msg.sender);
        _approve(requestIdOf(request), request, credentialId, credential, terms, consumerSignature);
    }

    /// @inheritdoc IAccessRequests
    function approveRequestFor(
        AccessRequest calldata request,
        Credential calldata credential,
        AccessTerms calldata terms,
        bytes calldata consumerSignature,
        Authorization calldata approval
    ) external {
        bytes32 requestId = requestIdOf(request);
        bytes32 credentialId = credentialIdOf(credential);
        _credential(credentialId);
        _useAuthorization(
            approval,
            credential.owner,
            keccak256(
                abi.encode(
                    APPROVE_REQUEST_TYPEHASH,
                    credential.owner,
                    requestId,
                    credentialId,
                    request.consumer,
                    _hashOf(request.purpose),
                    terms,
                    approval.nonce,
                    approval.deadline
                )
            )
        );
        _approve(requestId, request, credentialId, credential, terms, consumerSignature);
    }

    /// @inheritdoc IAccessRequests
    function requestIdOf(AccessRequest calldata request) public pure returns (bytes32 requestId) {
        return
            keccak256(
                abi.encode(
                    ACCESS_REQUEST_TYPEHASH,
                    request.consumer,
                    request.owner,
                    request.schemaId,
                    request.issuer,
                    request.fields,
                    request.duration,
                    request.maxUses,
                    request.lockDuration,
                    _hashOf(request.purpose),
                    request.deadline,
                    request.salt
                )
            );
    }

    /// @dev `credential` exists, and its owner wants this.
    function _approve(
        bytes32 requestId,
        AccessRequest calldata request,
        bytes32 credentialId,
        Credential calldata credential,
        AccessTerms calldata terms,
        bytes calldata consumerSignature
    ) private {
        if (request.owner != credential.owner) revert RequestOwnerMismatch(requestId, credential.owner);
        if (request.schemaId != credential.schemaId) revert RequestSchemaMismatch(requestId, credential.schemaId);
        if (request.issuer != address(0) && request.issuer != credential.issuer) {
            revert RequestIssuerNotAccepted(requestId, credential.issuer);
        }
        _requireApprovable(requestId, request);
        _requireWithin(request, terms);
        if (
            _requireUnanswered(requestId) == RequestStatus.None &&
            msg.sender != request.consumer &&
            !_isSignedBy(request.consumer, requestId, consumerSignature)
        ) {
            revert SignatureInvalid(request.consumer);
        }

        requestStatus[requestId] = RequestStatus.Approved;
        emit RequestApproved(requestId, credential.owner, request.consumer, credentialId);
        (address owner, CredentialStatus status, uint16 epoch) = _credential(credentialId);
        _writeGrant(credentialId, owner, status, epoch, request.consumer, request.purpose, terms);
    }

    function _requireUnanswered(bytes32 requestId) private view returns (RequestStatus status) {
        status = requestStatus[requestId];
        if (status != RequestStatus.None && status != RequestStatus.Open) {
            revert RequestStatusInvalid(requestId, status);
        }
    }

    /// @dev Whether some approval of `request` could be valid now.
    function _requireApprovable(bytes32 requestId, AccessRequest calldata request) private view {
        if (block.timestamp > request.deadline) revert RequestDeadlinePassed(requestId, request.deadline);
        if (request.fields == 0) revert FieldsEmpty();
        if (request.duration == 0 || request.duration > MAX_GRANT_DURATION) {
            revert RequestDurationInvalid(request.duration);
        }
        if (request.maxUses == 0) revert RequestUsesZero();
        if (request.lockDuration > request.duration || request.lockDuration > MAX_LOCK_DURATION) {
            revert RequestLockInvalid(request.lockDuration);
        }
        _requirePurpose(request.purpose);
    }

    /// @dev An approval gives what was asked, or less of it.
    function _requireWithin(AccessRequest calldata request, AccessTerms calldata terms) private view {
        if (terms.fields & ~request.fields != 0) revert ApprovalExceedsFields(request.fields, terms.fields);
        if (terms.uses > request.maxUses) revert ApprovalExceedsUses(request.maxUses, terms.uses);

        uint256 start = terms.startsAt > block.timestamp ? terms.startsAt : block.timestamp;
        uint256 latest = start + request.duration;
        // Safety: narrowed only where it is below a value of 32 bits.
        if (terms.expiresAt > latest) revert ApprovalExceedsDuration(uint32(latest), terms.expiresAt);
        // Where no lock was asked for, not even one that is over already is within the request.
        latest = request.lockDuration == 0 ? 0 : start + request.lockDuration;
        // Safety: as above.
        if (terms.lockedUntil > latest) revert ApprovalExceedsLock(uint32(latest), terms.lockedUntil);
    }
}
