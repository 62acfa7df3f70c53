// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISchemaRegistry} from "./interfaces/ISchemaRegistry.sol";

/// @title SchemaRegistry
/// @notice Anybody publishes schemas; the id is the content, so that there is nothing to govern.
contract SchemaRegistry is ISchemaRegistry {
    /// @notice EIP-712 type of what `schemaId` is the hash of.
    bytes32 public constant SCHEMA_TYPEHASH = keccak256("Schema(string name,string[] fields)");
    /// @notice A grant names fields by the bits of 64.
    uint256 public constant MAX_FIELDS = 64;
    /// @notice In bytes.
    uint256 public constant MAX_SCHEMA_NAME_LENGTH = 128;
    /// @notice In bytes.
    uint256 public constant MAX_FIELD_NAME_LENGTH = 64;

    /// @inheritdoc ISchemaRegistry
    mapping(bytes32 schemaId => uint8 count) public fieldCountOf;

    /// @inheritdoc ISchemaRegistry
    function registerSchema(string calldata name, string[] calldata fields) external returns (bytes32 schemaId) {
        if (fields.length == 0 || fields.length > MAX_FIELDS) revert SchemaFieldCountInvalid(fields.length);
        _requireName(name, MAX_SCHEMA_NAME_LENGTH);
        bytes32[] memory fieldHashes = _hashesOf(fields);
        for (uint256 i = 0; i < fields.length; ++i) {
            _requireName(fields[i], MAX_FIELD_NAME_LENGTH);
            for (uint256 j = 0; j < i; ++j) {
                if (fieldHashes[i] == fieldHashes[j]) revert SchemaFieldDuplicate(fields[i]);
            }
        }
        schemaId = _schemaId(name, fieldHashes);
        if (fieldCountOf[schemaId] != 0) revert SchemaAlreadyRegistered(schemaId);

        // Safety: at most MAX_FIELDS.
        fieldCountOf[schemaId] = uint8(fields.length);
        emit SchemaRegistered(schemaId, msg.sender, name, fields);
    }

    /// @inheritdoc ISchemaRegistry
    function schemaIdOf(string calldata name, string[] calldata fields) external pure returns (bytes32 schemaId) {
        return _schemaId(name, _hashesOf(fields));
    }

    function _schemaId(string calldata name, bytes32[] memory fieldHashes) private pure returns (bytes32) {
        return keccak256(abi.encode(SCHEMA_TYPEHASH, keccak256(bytes(name)), keccak256(abi.encodePacked(fieldHashes))));
    }

    function _hashesOf(string[] calldata fields) private pure returns (bytes32[] memory hashes) {
        hashes = new bytes32[](fields.length);
        for (uint256 i = 0; i < fields.length; ++i) hashes[i] = keccak256(bytes(fields[i]));
    }

    function _requireName(string calldata name, uint256 maxLength) private pure {
        uint256 length = bytes(name).length;
        if (length == 0 || length > maxLength) revert SchemaNameInvalid(length);
    }
}
