// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CredentialStatus} from "./ICredentials.sol";
import {Authorization} from "./ISignedConsent.sol";

/// @notice An owner's whole consent for (credentialId, consumer, keccak256(purpose)): one slot.
struct AccessGrant {
    // slot 0: 8 + 4 + 4 + 4 + 4 + 2 + 2 + 4 = 32 bytes
    /// @dev Bit n grants the schema's n-th field. Zero in a tombstone.
    uint64 fields;
    uint32 startsAt;
    uint32 expiresAt;
    /// @dev Until then the owner agreed to take nothing back; 0 for no lock.
    uint32 lockedUntil;
    uint32 lastUsedAt;
    /// @dev `type(uint16).max` = unlimited.
    uint16 usesLeft;
    /// @dev The credential's epoch that the grant was made in.
    uint16 epoch;
    /// @dev Counts the owner's writes, revocations included, and the consumer's renunciations.
    uint32 revision;
}

/// @notice What an owner decides in one write. It replaces all terms of the grant.
struct AccessTerms {
    uint64 fields;
    /// @dev Unix seconds; 0 for at once.
    uint32 startsAt;
    uint32 expiresAt;
    uint32 lockedUntil;
    /// @dev `type(uint16).max` = unlimited.
    uint16 uses;
    /// @dev The credential's epoch that the terms were made against.
    uint16 epoch;
    /// @dev The grant's revision that the terms were made against; the write makes it `revision + 1`.
    uint32 revision;
    /// @dev Hash of the header of the envelope that carries the field keys to the consumer.
    bytes32 envelopeHash;
}

/// @notice Everything that a node needs to judge one read, and to judge the answer itself, from one call.
struct Access {
    /// @dev Fields that `consumer` may read now; 0 = none.
    uint64 fields;
    /// @dev First second in which `fields` may no longer be read, if nothing is written until then; 0 where `fields` is 0.
    uint32 readableUntil;
    AccessGrant grant;
    address owner;
    CredentialStatus status;
    uint16 epoch;
    uint32 credentialExpiresAt;
    /// @dev Whether `actor` may act for `consumer`.
    bool actorMayAct;
    uint64 blockNumber;
    uint64 blockTimestamp;
    uint256 chainId;
    address registry;
}

/// @title AccessGrants
/// @notice Grants, changes and ends access; the one on-chain answer to "may this consumer read this field now".
interface IAccessGrants {
    /// @notice `owner` granted, or changed, `consumer`'s access; the terms replace all earlier ones. `revision` is the
    /// grant's revision after this write. Readers may assume: no release outside these terms is lawful from this block on.
    event AccessGranted(
        bytes32 indexed credentialId,
        address indexed owner,
        address indexed consumer,
        string purpose,
        uint64 fields,
        uint32 startsAt,
        uint32 expiresAt,
        uint32 lockedUntil,
        uint16 uses,
        uint16 epoch,
        uint32 revision,
        bytes32 envelopeHash
    );
    /// @notice `owner` ended `consumer`'s grant. Readers may assume: no release is lawful from `effectiveAt` on.
    event AccessRevoked(
        bytes32 indexed credentialId,
        address indexed owner,
        address indexed consumer,
        bytes32 purposeHash,
        uint32 revision,
        uint32 effectiveAt
    );
    /// @notice `consumer` took one use; every node may answer it until `windowEndsAt`.
    event AccessUsed(
        bytes32 indexed credentialId,
        address indexed owner,
        address indexed consumer,
        bytes32 purposeHash,
        uint16 usesLeft,
        uint32 usedAt,
        uint32 windowEndsAt
    );
    /// @notice `owner` ended all grants of earlier epochs on the credential. Readers may assume: none of them is readable
    /// from this block on, but those with a lock until their `lockedUntil`.
    event AllAccessRevoked(bytes32 indexed credentialId, address indexed owner, uint16 epoch);
    /// @notice `consumer` gave its grant back, lock included. Readers may assume: no release is lawful from this block on,
    /// and nothing that `owner` signed before it brings the grant back.
    event AccessRenounced(
        bytes32 indexed credentialId,
        address indexed owner,
        address indexed consumer,
        bytes32 purposeHash,
        uint32 revision
    );

    error FieldsEmpty();
    error PurposeEmpty();
    error PurposeTooLong(uint256 length);
    error UsesZero();
    /// @notice `expiresAt` is not after now and after the start, or more than `MAX_GRANT_DURATION` ahead.
    error ExpiryInvalid(uint32 expiresAt);
    /// @notice `lockedUntil` is after the expiry, or more than `MAX_LOCK_DURATION` ahead.
    error LockInvalid(uint32 lockedUntil);
    /// @notice The write names a state of the grant that is past, or not yet.
    error RevisionMismatch(uint32 expected, uint32 actual);
    /// @notice The write names an epoch of the credential that is past, or not yet.
    error EpochMismatch(uint16 expected, uint16 actual);
    /// @notice The owner agreed to take nothing back before `lockedUntil`.
    error AccessLocked(uint32 lockedUntil);
    error NotGrantConsumer(address consumer, address caller);
    error AccessGrantNotFound(bytes32 credentialId, address consumer, bytes32 purposeHash);
    error AccessGrantRevoked(bytes32 credentialId, address consumer, bytes32 purposeHash);
    error AccessGrantNotStarted(uint32 startsAt);
    error AccessGrantExpired(uint32 expiresAt);
    error AccessUsesExhausted(bytes32 credentialId, address consumer, bytes32 purposeHash);
    /// @notice A use was taken already; it covers every read until `windowEndsAt`.
    error AccessUseWindowOpen(uint32 windowEndsAt);

    /// @notice Owner: grants access, or replaces the terms of a grant.
    function grantAccess(
        bytes32 credentialId,
        address consumer,
        string calldata purpose,
        AccessTerms calldata terms
    ) external;

    /// @notice `grantAccess` by the owner's signature over `GrantAccess`.
    function grantAccessFor(
        bytes32 credentialId,
        address consumer,
        string calldata purpose,
        AccessTerms calldata terms,
        Authorization calldata authorization
    ) external;

    /// @notice Owner: ends a grant at once, or at `lockedUntil` where a lock was agreed. Never reverts for the owner; where
    /// nothing was granted it still raises the revision, so that what was signed for the old one is void.
    function revokeAccess(bytes32 credentialId, address consumer, bytes32 purposeHash) external;

    /// @notice `revokeAccess` by the owner's signature over `RevokeAccess`, which names the grant's revision.
    function revokeAccessFor(
        bytes32 credentialId,
        address consumer,
        bytes32 purposeHash,
        uint32 revision,
        Authorization calldata authorization
    ) external;

    /// @notice Owner: ends all grants on the credential, but for agreed locks, whatever their number.
    function revokeAllAccess(bytes32 credentialId) external;

    /// @notice Consumer: takes one use and opens a window of `USE_WINDOW` seconds.
    function recordUse(bytes32 credentialId, address consumer, bytes32 purposeHash) external;

    /// @notice Consumer: ends its grant at once, whatever lock was agreed, since a lock is for the consumer's benefit. The
    /// revision goes up, so that what was signed for the old one is void.
    function renounceAccess(bytes32 credentialId, address consumer, bytes32 purposeHash) external;

    /// @notice The consent as stored, whether or not it is in force.
    function accessGrant(
        bytes32 credentialId,
        address consumer,
        bytes32 purposeHash
    ) external view returns (AccessGrant memory);

    /// @notice For contracts: whether `consumer` may read all of `fields` now, from a credential that is active and has not
    /// expired. False for no fields. Never reverts.
    function canRead(
        bytes32 credentialId,
        address consumer,
        bytes32 purposeHash,
        uint64 fields
    ) external view returns (bool);

    /// @notice What `consumer` may read now, and who `actor` is to it. Never reverts.
    function accessOf(
        bytes32 credentialId,
        address consumer,
        bytes32 purposeHash,
        address actor
    ) external view returns (Access memory);
}
