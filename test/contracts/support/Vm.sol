// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Vm
/// @notice The cheatcodes of Hardhat's Solidity tests that these tests use.
interface Vm {
    /// @notice An event as it was recorded.
    struct Log {
        bytes32[] topics;
        bytes data;
        address emitter;
    }

    /// @notice Sets the time of the current block.
    function warp(uint256 timestamp) external;
    /// @notice Sets the chain's id.
    function chainId(uint256 id) external;
    /// @notice Makes `sender` the sender of the next call.
    function prank(address sender) external;
    /// @notice Writes one storage slot.
    function store(address target, bytes32 slot, bytes32 value) external;
    /// @notice Gives an address code.
    function etch(address target, bytes calldata code) external;
    /// @notice Records events from here on.
    function recordLogs() external;
    /// @notice The events since the last call.
    function getRecordedLogs() external returns (Log[] memory);
    /// @notice The next call must emit the event that is emitted next, and equal it in everything.
    function expectEmit(address emitter) external;
    /// @notice The next call must revert with exactly this.
    function expectRevert(bytes calldata revertData) external;
    /// @notice The next call must revert.
    function expectRevert() external;
    /// @notice One storage slot.
    function load(address target, bytes32 slot) external view returns (bytes32);
    /// @notice Drops a fuzz input.
    function assume(bool condition) external pure;
    /// @notice The address of a private key.
    function addr(uint256 privateKey) external pure returns (address);
    /// @notice Signs a digest with a private key.
    function sign(uint256 privateKey, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    /// @notice Creation code of a compiled contract.
    function getCode(string calldata artifact) external view returns (bytes memory);
}
