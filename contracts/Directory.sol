// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDirectory} from "./interfaces/IDirectory.sol";

/// @title Directory
/// @notice Each account writes its own entry, and nobody else's.
contract Directory is IDirectory {
    /// @notice In bytes.
    uint256 public constant MAX_NAME_LENGTH = 64;
    /// @notice In bytes.
    uint256 public constant MAX_URI_LENGTH = 256;

    mapping(address account => uint32 version) private _encryptionKeyVersions;
    mapping(address account => mapping(uint32 version => bytes32 key)) private _encryptionKeys;
    mapping(address issuer => mapping(bytes32 thumbprint => SigningKey)) private _signingKeys;

    /// @inheritdoc IDirectory
    function setProfile(string calldata name, string calldata uri) external {
        if (bytes(name).length > MAX_NAME_LENGTH || bytes(uri).length > MAX_URI_LENGTH) {
            revert ProfileTooLong(bytes(name).length, bytes(uri).length);
        }
        emit ProfileSet(msg.sender, name, uri);
    }

    /// @inheritdoc IDirectory
    function publishEncryptionKey(bytes32 key) external returns (uint32 version) {
        if (key == 0) revert EncryptionKeyZero();
        version = _encryptionKeyVersions[msg.sender] + 1;
        _encryptionKeyVersions[msg.sender] = version;
        _encryptionKeys[msg.sender][version] = key;
        emit EncryptionKeyPublished(msg.sender, version, key);
    }

    /// @inheritdoc IDirectory
    function registerSigningKey(bytes32 thumbprint, uint32 validFrom, uint32 validUntil) external {
        if (validFrom >= validUntil) revert SigningKeyValidityInvalid(validFrom, validUntil);
        if (_signingKeys[msg.sender][thumbprint].validUntil != 0) {
            revert SigningKeyAlreadyRegistered(msg.sender, thumbprint);
        }
        _signingKeys[msg.sender][thumbprint] = SigningKey({validFrom: validFrom, validUntil: validUntil});
        emit SigningKeyRegistered(msg.sender, thumbprint, validFrom, validUntil);
    }

    /// @inheritdoc IDirectory
    function retireSigningKey(bytes32 thumbprint, uint32 validUntil) external {
        SigningKey memory signingKey = _signingKeys[msg.sender][thumbprint];
        if (signingKey.validUntil == 0) revert SigningKeyNotFound(msg.sender, thumbprint);
        // Zero would make the key unknown, and a retired key could come back. A key is voided whole by ending it at its
        // start, or at 1 where it starts at 0.
        if (validUntil == 0 || validUntil < signingKey.validFrom || validUntil >= signingKey.validUntil) {
            revert SigningKeyValidityInvalid(signingKey.validFrom, validUntil);
        }
        _signingKeys[msg.sender][thumbprint].validUntil = validUntil;
        emit SigningKeyRetired(msg.sender, thumbprint, validUntil);
    }

    /// @inheritdoc IDirectory
    function encryptionKeyOf(address account) external view returns (bytes32 key, uint32 version) {
        version = _encryptionKeyVersions[account];
        key = _encryptionKeys[account][version];
    }

    /// @inheritdoc IDirectory
    function encryptionKeyAt(address account, uint32 version) external view returns (bytes32 key) {
        return _encryptionKeys[account][version];
    }

    /// @inheritdoc IDirectory
    function signingKeyOf(address issuer, bytes32 thumbprint) external view returns (SigningKey memory) {
        return _signingKeys[issuer][thumbprint];
    }
}
