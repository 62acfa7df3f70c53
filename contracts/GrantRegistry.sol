// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {IGrantRegistry} from "./interfaces/IGrantRegistry.sol";
import {AccessRequests} from "./registry/AccessRequests.sol";

/// @title GrantRegistry
/// @notice The one contract that people sign for: one address, one EIP-712 domain, nobody's to govern.
contract GrantRegistry is IGrantRegistry, AccessRequests {
    constructor() EIP712("Grantkeep", "1") {}
}
