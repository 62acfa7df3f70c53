// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ISchemaRegistry} from "../../contracts/interfaces/ISchemaRegistry.sol";
import {Assertions} from "./support/Assertions.sol";

contract SchemaRegistryTest is Assertions {
    ISchemaRegistry private schemas;

    function setUp() external {
        schemas = ISchemaRegistry(deploy("SchemaRegistry.sol:SchemaRegistry"));
    }

    function test_RevertWhen_FieldCountIsInvalid() external {
        vm.expectRevert(abi.encodeWithSelector(ISchemaRegistry.SchemaFieldCountInvalid.selector, 0));
        schemas.registerSchema("kyc", new string[](0));
        vm.expectRevert(abi.encodeWithSelector(ISchemaRegistry.SchemaFieldCountInvalid.selector, 65));
        schemas.registerSchema("kyc", named(65));
    }

    function test_RevertWhen_ANameIsEmptyOrTooLong() external {
        string[] memory fields = named(2);
        vm.expectRevert(abi.encodeWithSelector(ISchemaRegistry.SchemaNameInvalid.selector, 0));
        schemas.registerSchema("", fields);
        vm.expectRevert(abi.encodeWithSelector(ISchemaRegistry.SchemaNameInvalid.selector, 129));
        schemas.registerSchema(string(new bytes(129)), fields);
        fields[1] = "";
        vm.expectRevert(abi.encodeWithSelector(ISchemaRegistry.SchemaNameInvalid.selector, 0));
        schemas.registerSchema("kyc", fields);
        fields[1] = string(new bytes(65));
        vm.expectRevert(abi.encodeWithSelector(ISchemaRegistry.SchemaNameInvalid.selector, 65));
        schemas.registerSchema("kyc", fields);
        fields[1] = string(new bytes(64));
        schemas.registerSchema(string(new bytes(128)), fields);
    }

    function test_RevertWhen_AFieldIsNamedTwice() external {
        string[] memory fields = named(64);
        fields[63] = fields[0];
        vm.expectRevert(abi.encodeWithSelector(ISchemaRegistry.SchemaFieldDuplicate.selector, fields[0]));
        schemas.registerSchema("kyc", fields);
    }

    function test_RevertWhen_SchemaIsRegisteredTwice() external {
        bytes32 schemaId = schemas.registerSchema("kyc", named(3));
        vm.expectRevert(abi.encodeWithSelector(ISchemaRegistry.SchemaAlreadyRegistered.selector, schemaId));
        vm.prank(address(0xB0B));
        schemas.registerSchema("kyc", named(3));
    }

    function testFuzz_RegisterSchema(uint256 count, string calldata name) external {
        vm.assume(bytes(name).length > 0 && bytes(name).length <= 128);
        string[] memory fields = named(bound(count, 1, 64));
        bytes32 schemaId = hash(name, fields);
        assertEq(schemas.fieldCountOf(schemaId), 0, "before");
        assertEq(schemas.schemaIdOf(name, fields), schemaId, "schemaIdOf");
        vm.expectEmit(address(schemas));
        emit ISchemaRegistry.SchemaRegistered(schemaId, address(0xA11CE), name, fields);
        vm.prank(address(0xA11CE));
        assertEq(schemas.registerSchema(name, fields), schemaId, "schemaId");
        assertEq(schemas.fieldCountOf(schemaId), fields.length, "fieldCountOf");
    }

    /// @dev B28: a field's bit belongs to a list of names in their order, and to no other list.
    function test_SchemaId_DependsOnNameFieldsAndOrder() external view {
        string[] memory fields = named(2);
        bytes32 schemaId = schemas.schemaIdOf("kyc", fields);
        assertTrue(schemas.schemaIdOf("kyc2", fields) != schemaId, "name");
        (fields[0], fields[1]) = (fields[1], fields[0]);
        assertTrue(schemas.schemaIdOf("kyc", fields) != schemaId, "order");
        string[] memory joined = new string[](1);
        joined[0] = string.concat(fields[1], fields[0]);
        assertTrue(schemas.schemaIdOf("kyc", joined) != schemaId, "boundaries");
    }

    function named(uint256 count) private pure returns (string[] memory fields) {
        fields = new string[](count);
        for (uint256 i = 0; i < count; ++i) {
            fields[i] = string(abi.encodePacked("field_", bytes1(uint8(48 + i / 10)), bytes1(uint8(48 + (i % 10)))));
        }
    }

    function hash(string memory name, string[] memory fields) private pure returns (bytes32) {
        bytes memory hashes;
        for (uint256 i = 0; i < fields.length; ++i) {
            hashes = abi.encodePacked(hashes, keccak256(bytes(fields[i])));
        }
        return
            keccak256(
                abi.encode(keccak256("Schema(string name,string[] fields)"), keccak256(bytes(name)), keccak256(hashes))
            );
    }
}
