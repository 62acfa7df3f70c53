// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Authorization} from "./ISignedConsent.sol";

enum CredentialStatus {
    None,
    Active,
    Suspended,
    Revoked,
    Withdrawn
}

/// @notice What an issuer states about an owner. All of it is immutable: `credentialId` is its EIP-712 struct hash,
/// so the id commits to every member. It travels in calldata and in events, never in storage.
struct Credential {
    /// @dev The person that the credential is about. Credentials do not move between owners.
    address owner;
    address issuer;
    /// @dev Id of the schema in `SchemaRegistry` that names the fields, in bit order.
    bytes32 schemaId;
    /// @dev SHA-256 of the ASCII of the issuer-signed JWT (the SD-JWT VC without disclosures).
    bytes32 credentialHash;
    /// @dev Merkle root over the salted field commitments (SHA-256 digests of the disclosures), in schema order.
    bytes32 fieldsRoot;
    /// @dev SHA-256 tree over the ciphertext chunks of all fields.
    bytes32 contentRoot;
    /// @dev Unix seconds.
    uint32 issuedAt;
    /// @dev Unix seconds. The issuer's word ends here; a grant has an expiry of its own.
    uint32 expiresAt;
    bytes32 salt;
}

/// @notice All that is stored of a credential: one slot.
struct CredentialState {
    // slot 0: 20 + 4 + 1 + 2 = 27 bytes
    address owner;
    uint32 expiresAt;
    CredentialStatus status;
    /// @dev Raised by `revokeAllAccess` and `withdrawCredential`. A grant made in an earlier epoch is past, but for its lock.
    uint16 epoch;
}

/// @title Credentials
/// @notice A credential exists once both parties agreed: the issuer sends it with the owner's signed permit, or the
/// owner sends it with the issuer's signed offer.
interface ICredentials {
    /// @notice `issuer` and `owner` agreed that this credential exists. The values are those of `Credential`, from which
    /// a reader recomputes `credentialId`.
    event CredentialIssued(
        bytes32 indexed credentialId,
        address indexed owner,
        address indexed issuer,
        bytes32 schemaId,
        bytes32 credentialHash,
        bytes32 fieldsRoot,
        bytes32 contentRoot,
        uint32 issuedAt,
        uint32 expiresAt,
        bytes32 salt
    );
    /// @notice The issuer put its word on hold. Grants stand; a verdict reports the status.
    event CredentialSuspended(bytes32 indexed credentialId, address indexed owner, address indexed issuer);
    /// @notice The issuer ended a suspension.
    event CredentialReinstated(bytes32 indexed credentialId, address indexed owner, address indexed issuer);
    /// @notice The issuer took its word back for good.
    event CredentialRevoked(bytes32 indexed credentialId, address indexed owner, address indexed issuer);
    /// @notice The owner asks every node to erase the credential. Grants of earlier epochs are past, but for their locks.
    event CredentialWithdrawn(bytes32 indexed credentialId, address indexed owner, uint16 epoch);

    error CredentialAlreadyExists(bytes32 credentialId);
    error CredentialNotFound(bytes32 credentialId);
    /// @notice The credential's status does not allow this action.
    error CredentialStatusInvalid(bytes32 credentialId, CredentialStatus status);
    error CredentialIssuedInFuture(uint32 issuedAt);
    /// @notice `expiresAt` is not after now and after `issuedAt`.
    error CredentialExpiryInvalid(uint32 expiresAt);
    error NotCredentialOwner(bytes32 credentialId, address caller);
    error NotCredentialIssuer(bytes32 credentialId, address caller);
    /// @notice The credential's grants were all revoked 65,534 times; it can still be withdrawn.
    error EpochsExhausted(bytes32 credentialId);

    /// @notice The issuer issues with the owner's `IssuancePermit`, which names issuer and schema and was given up front.
    function issueCredential(
        Credential calldata credential,
        Authorization calldata permit
    ) external returns (bytes32 credentialId);

    /// @notice The owner accepts with the issuer's `IssuanceOffer`, which names the credential.
    function acceptCredential(
        Credential calldata credential,
        Authorization calldata offer
    ) external returns (bytes32 credentialId);

    /// @notice Issuer: active → suspended.
    function suspendCredential(Credential calldata credential) external;

    /// @notice Issuer: suspended → active.
    function reinstateCredential(Credential calldata credential) external;

    /// @notice Issuer: active or suspended → revoked, for good.
    function revokeCredential(Credential calldata credential) external;

    /// @notice Owner: any status → withdrawn, for good; epoch + 1.
    function withdrawCredential(bytes32 credentialId) external;

    /// @notice The state as stored; all zero where no such credential exists.
    function credentialState(bytes32 credentialId) external view returns (CredentialState memory);

    /// @notice EIP-712 struct hash of `credential`.
    function credentialIdOf(Credential calldata credential) external pure returns (bytes32 credentialId);
}
