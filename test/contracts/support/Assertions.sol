// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessGrant} from "../../../contracts/interfaces/IAccessGrants.sol";
import {Vm} from "./Vm.sol";

/// @title Assertions
/// @notice What every Solidity test of the project stands on.
abstract contract Assertions {
    Vm internal constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    error NotTrue(string what);
    error NotEqual(string what, uint256 actual, uint256 expected);

    function assertTrue(bool condition, string memory what) internal pure {
        if (!condition) revert NotTrue(what);
    }

    function assertEq(uint256 actual, uint256 expected, string memory what) internal pure {
        if (actual != expected) revert NotEqual(what, actual, expected);
    }

    function assertEq(bytes32 actual, bytes32 expected, string memory what) internal pure {
        if (actual != expected) revert NotEqual(what, uint256(actual), uint256(expected));
    }

    function assertEq(address actual, address expected, string memory what) internal pure {
        if (actual != expected) revert NotEqual(what, uint160(actual), uint160(expected));
    }

    function assertEq(AccessGrant memory actual, AccessGrant memory expected) internal pure {
        assertEq(actual.fields, expected.fields, "fields");
        assertEq(actual.startsAt, expected.startsAt, "startsAt");
        assertEq(actual.expiresAt, expected.expiresAt, "expiresAt");
        assertEq(actual.lockedUntil, expected.lockedUntil, "lockedUntil");
        assertEq(actual.lastUsedAt, expected.lastUsedAt, "lastUsedAt");
        assertEq(actual.usesLeft, expected.usesLeft, "usesLeft");
        assertEq(actual.epoch, expected.epoch, "epoch");
        assertEq(actual.revision, expected.revision, "revision");
    }

    /// @dev `value` folded into `min … max`, both of them included.
    function bound(uint256 value, uint256 min, uint256 max) internal pure returns (uint256) {
        return min + (value % (max - min + 1));
    }

    /// @dev Deploys by artifact: a contract that is named by `new` is compiled again into each test.
    function deploy(string memory artifact) internal returns (address deployed) {
        bytes memory code = vm.getCode(artifact);
        assembly ("memory-safe") {
            deployed := create(0, add(code, 0x20), mload(code))
        }
        assertTrue(deployed != address(0), artifact);
    }
}
