// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Credential} from "./ICredentials.sol";
import {AccessTerms} from "./IAccessGrants.sol";
import {Authorization} from "./ISignedConsent.sol";

enum RequestStatus {
    None,
    Open,
    Approved,
    Rejected,
    Cancelled
}

/// @notice What a consumer asks of an owner. `requestId` is its EIP-712 struct hash.
struct AccessRequest {
    address consumer;
    address owner;
    bytes32 schemaId;
    /// @dev The issuer that the consumer accepts; zero for any.
    address issuer;
    /// @dev Bit n asks for the schema's n-th field.
    uint64 fields;
    /// @dev Seconds that the grant may last.
    uint32 duration;
    /// @dev `type(uint16).max` asks for unlimited uses.
    uint16 maxUses;
    /// @dev Seconds, from the grant's start, in which the owner may not take the grant back; 0 for none.
    uint32 lockDuration;
    /// @dev 1 to 128 bytes of text, e.g. `dpv:IdentityVerification`.
    string purpose;
    /// @dev Unix seconds; the last second in which the request can be opened or approved.
    uint32 deadline;
    bytes32 salt;
}

/// @title AccessRequests
/// @notice A request is opened on chain by the consumer, or signed by it and shown to the owner. It is answered once.
interface IAccessRequests {
    /// @notice `consumer` asked `owner`. The values are those of `AccessRequest`.
    event RequestOpened(
        bytes32 indexed requestId,
        address indexed owner,
        address indexed consumer,
        bytes32 schemaId,
        address issuer,
        uint64 fields,
        uint32 duration,
        uint16 maxUses,
        uint32 lockDuration,
        string purpose,
        uint32 deadline,
        bytes32 salt
    );
    /// @notice `owner` approved; the `AccessGranted` of the same transaction has the terms.
    event RequestApproved(
        bytes32 indexed requestId,
        address indexed owner,
        address indexed consumer,
        bytes32 credentialId
    );
    /// @notice `reason`: 0 none given, 1 not recognised, 2 too much asked, 3 purpose not accepted, 4 no longer needed.
    event RequestRejected(bytes32 indexed requestId, address indexed owner, address indexed consumer, uint8 reason);
    /// @notice `consumer` no longer asks. Readers may assume: the request is never approved.
    event RequestCancelled(bytes32 indexed requestId, address indexed owner, address indexed consumer);

    /// @notice The request was opened, approved, rejected or cancelled before.
    error RequestStatusInvalid(bytes32 requestId, RequestStatus status);
    error RequestDeadlinePassed(bytes32 requestId, uint32 deadline);
    /// @notice Zero, or longer than a grant may last.
    error RequestDurationInvalid(uint32 duration);
    /// @notice Longer than `duration`, or than a lock may last.
    error RequestLockInvalid(uint32 lockDuration);
    error RequestUsesZero();
    error NotRequestConsumer(bytes32 requestId, address caller);
    error NotRequestOwner(bytes32 requestId, address caller);
    /// @notice The credential belongs to another owner than the one who was asked.
    error RequestOwnerMismatch(bytes32 requestId, address owner);
    error RequestSchemaMismatch(bytes32 requestId, bytes32 schemaId);
    error RequestIssuerNotAccepted(bytes32 requestId, address issuer);
    error ApprovalExceedsFields(uint64 requested, uint64 approved);
    error ApprovalExceedsDuration(uint32 latest, uint32 expiresAt);
    error ApprovalExceedsUses(uint16 requested, uint16 approved);
    error ApprovalExceedsLock(uint32 latest, uint32 lockedUntil);

    /// @notice Consumer: asks on chain, so that the owner needs no signature of the consumer to approve.
    function openRequest(AccessRequest calldata request) external returns (bytes32 requestId);

    /// @notice Consumer: the request can no longer be approved, whether it was opened or only signed.
    function cancelRequest(AccessRequest calldata request) external;

    /// @notice Owner: no.
    function rejectRequest(AccessRequest calldata request, uint8 reason) external;

    /// @notice Owner: yes, to all of it or to less.
    /// @param consumerSignature The consumer's signature over `request`; ignored if it was opened on chain.
    function approveRequest(
        AccessRequest calldata request,
        Credential calldata credential,
        AccessTerms calldata terms,
        bytes calldata consumerSignature
    ) external;

    /// @notice `approveRequest` by the owner's signature over `ApproveRequest`. The consumer that sends this itself needs
    /// no signature of its own.
    function approveRequestFor(
        AccessRequest calldata request,
        Credential calldata credential,
        AccessTerms calldata terms,
        bytes calldata consumerSignature,
        Authorization calldata approval
    ) external;

    /// @notice `None` for a request that was signed off chain and not answered yet.
    function requestStatus(bytes32 requestId) external view returns (RequestStatus);

    /// @notice EIP-712 struct hash of `request`.
    function requestIdOf(AccessRequest calldata request) external pure returns (bytes32 requestId);
}
