// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title SmartWallet
/// @notice An ERC-1271 account whose owner's ECDSA signatures are its own, and which calls whatever its owner tells it to.
contract SmartWallet {
    address public immutable owner;

    error NotOwner(address caller);

    constructor(address owner_) {
        owner = owner_;
    }

    function execute(address target, bytes calldata data) external returns (bytes memory) {
        if (msg.sender != owner) revert NotOwner(msg.sender);
        (bool success, bytes memory result) = target.call(data);
        if (success) return result;
        assembly ("memory-safe") {
            revert(add(result, 0x20), mload(result))
        }
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        if (signature.length != 65) return 0xffffffff;
        address signer = ecrecover(digest, uint8(signature[64]), bytes32(signature[0:32]), bytes32(signature[32:64]));
        return signer == owner ? this.isValidSignature.selector : bytes4(0xffffffff);
    }
}

/// @title HostileWallet
/// @notice An account that answers every signature check in the way it is set to.
contract HostileWallet {
    enum Mode {
        WrongMagic,
        AllOnes,
        Revert,
        ShortAnswer,
        BurnGas,
        Reenter
    }

    Mode public immutable mode;
    address public immutable target;
    bytes public reentry;

    constructor(Mode mode_, address target_, bytes memory reentry_) {
        mode = mode_;
        target = target_;
        reentry = reentry_;
    }

    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        if (mode == Mode.WrongMagic) return 0xdeadbeef;
        if (mode == Mode.Revert) revert();
        if (mode == Mode.AllOnes) _return(type(uint256).max, 32);
        if (mode == Mode.ShortAnswer) _return(uint256(bytes32(this.isValidSignature.selector)), 4);
        if (mode == Mode.BurnGas) while (true) {}
        // A state change is not possible from a static call, so that this fails whatever is called.
        (bool success, ) = target.call(reentry);
        return success ? this.isValidSignature.selector : bytes4(0);
    }

    function _return(uint256 word, uint256 size) private pure {
        assembly ("memory-safe") {
            mstore(0, word)
            return(0, size)
        }
    }
}
