// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title SchemaRegistry
/// @notice Names and orders the fields of a kind of credential. `schemaId` is the EIP-712 struct hash of
/// `Schema(string name,string[] fields)`, so that a field's bit can never come to mean another field.
interface ISchemaRegistry {
    /// @notice `publisher` was the first to publish this schema. Readers may assume: bit n of a grant means `fields[n]`.
    event SchemaRegistered(bytes32 indexed schemaId, address indexed publisher, string name, string[] fields);

    error SchemaAlreadyRegistered(bytes32 schemaId);
    /// @notice A schema has 1 to 64 fields.
    error SchemaFieldCountInvalid(uint256 count);
    /// @notice A name has 1 to 64 bytes (fields) or 1 to 128 bytes (schema).
    error SchemaNameInvalid(uint256 length);
    error SchemaFieldDuplicate(string field);

    /// @notice Publishes the names once and for all. Any account may; the id does not depend on who does.
    function registerSchema(string calldata name, string[] calldata fields) external returns (bytes32 schemaId);

    /// @notice Number of fields; 0 = not registered.
    function fieldCountOf(bytes32 schemaId) external view returns (uint8 count);

    /// @notice EIP-712 struct hash of `Schema`, whether or not it is registered or could be.
    function schemaIdOf(string calldata name, string[] calldata fields) external pure returns (bytes32 schemaId);
}
