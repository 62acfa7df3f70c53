// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Directory
/// @notice What accounts say about themselves: a name, the key to encrypt to, the keys that an issuer signs with.
/// Nobody governs it; each account writes its own entry only.
interface IDirectory {
    struct SigningKey {
        // slot 0: 4 + 4 = 8 bytes
        /// @dev Unix seconds; first second in which the key may sign.
        uint32 validFrom;
        /// @dev Unix seconds; first second in which it may no longer sign. 0 = not registered.
        uint32 validUntil;
    }

    /// @notice Names are claims, not proofs: whoever shows one shows the address beside it.
    event ProfileSet(address indexed account, string name, string uri);
    /// @notice `key` is an X25519 public key (RFC 7748), 32 bytes. Senders use the highest version.
    event EncryptionKeyPublished(address indexed account, uint32 indexed version, bytes32 key);
    /// @notice `thumbprint` is the RFC 7638 SHA-256 thumbprint of a P-256 public JWK.
    event SigningKeyRegistered(address indexed issuer, bytes32 indexed thumbprint, uint32 validFrom, uint32 validUntil);
    /// @notice What the key signed for an `issuedAt` at or after `validUntil` is void.
    event SigningKeyRetired(address indexed issuer, bytes32 indexed thumbprint, uint32 validUntil);

    error ProfileTooLong(uint256 nameLength, uint256 uriLength);
    error EncryptionKeyZero();
    error SigningKeyAlreadyRegistered(address issuer, bytes32 thumbprint);
    error SigningKeyNotFound(address issuer, bytes32 thumbprint);
    error SigningKeyValidityInvalid(uint32 validFrom, uint32 validUntil);

    /// @notice Sets the caller's name (at most 64 bytes) and URI (at most 256 bytes); they live in the event.
    function setProfile(string calldata name, string calldata uri) external;

    /// @notice Publishes the caller's next encryption key. Versions count from 1.
    function publishEncryptionKey(bytes32 key) external returns (uint32 version);

    /// @notice Registers a key that the caller signs credentials with.
    function registerSigningKey(bytes32 thumbprint, uint32 validFrom, uint32 validUntil) external;

    /// @notice Ends a signing key earlier than registered; `validUntil` may lie in the past (a stolen key).
    function retireSigningKey(bytes32 thumbprint, uint32 validUntil) external;

    /// @notice The newest encryption key; version 0 = none.
    function encryptionKeyOf(address account) external view returns (bytes32 key, uint32 version);

    /// @notice One version of `account`'s encryption key; zero where it does not exist.
    function encryptionKeyAt(address account, uint32 version) external view returns (bytes32 key);

    /// @notice When `issuer` signs with the key; all zero where it did not register it.
    function signingKeyOf(address issuer, bytes32 thumbprint) external view returns (SigningKey memory);
}
