// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IDirectory} from "../../contracts/interfaces/IDirectory.sol";
import {Assertions} from "./support/Assertions.sol";

contract DirectoryTest is Assertions {
    address private constant ALICE = address(0xA11CE);
    address private constant BOB = address(0xB0B);
    bytes32 private constant THUMBPRINT = keccak256("jwk");
    IDirectory private directory;

    function setUp() external {
        directory = IDirectory(deploy("Directory.sol:Directory"));
    }

    function test_RevertWhen_ProfileIsTooLong() external {
        vm.expectRevert(abi.encodeWithSelector(IDirectory.ProfileTooLong.selector, 65, 0));
        directory.setProfile(string(new bytes(65)), "");
        vm.expectRevert(abi.encodeWithSelector(IDirectory.ProfileTooLong.selector, 0, 257));
        directory.setProfile("", string(new bytes(257)));
        directory.setProfile(string(new bytes(64)), string(new bytes(256)));
    }

    function test_SetProfile() external {
        vm.expectEmit(address(directory));
        emit IDirectory.ProfileSet(ALICE, "Alice", "https://alice.example");
        vm.prank(ALICE);
        directory.setProfile("Alice", "https://alice.example");
    }

    function test_RevertWhen_EncryptionKeyIsZero() external {
        vm.expectRevert(abi.encodeWithSelector(IDirectory.EncryptionKeyZero.selector));
        directory.publishEncryptionKey(0);
    }

    function testFuzz_PublishEncryptionKey_KeepsEveryVersion(bytes32[5] memory keys) external {
        for (uint32 i = 0; i < keys.length; ++i) {
            if (keys[i] == 0) keys[i] = "not zero";
            vm.expectEmit(address(directory));
            emit IDirectory.EncryptionKeyPublished(ALICE, i + 1, keys[i]);
            vm.prank(ALICE);
            assertEq(directory.publishEncryptionKey(keys[i]), i + 1, "returned version");
            (bytes32 newest, uint32 version) = directory.encryptionKeyOf(ALICE);
            assertEq(newest, keys[i], "newest");
            assertEq(version, i + 1, "version");
        }
        for (uint32 i = 0; i < keys.length; ++i) assertEq(directory.encryptionKeyAt(ALICE, i + 1), keys[i], "kept");
        assertEq(directory.encryptionKeyAt(ALICE, 0), 0, "version 0");
        assertEq(directory.encryptionKeyAt(ALICE, 6), 0, "next version");
        (bytes32 other, uint32 none) = directory.encryptionKeyOf(BOB);
        assertEq(other, 0, "another account");
        assertEq(none, 0, "another account's version");
    }

    function test_RevertWhen_SigningKeyIsNeverValid() external {
        vm.expectRevert(abi.encodeWithSelector(IDirectory.SigningKeyValidityInvalid.selector, 5, 5));
        directory.registerSigningKey(THUMBPRINT, 5, 5);
        vm.expectRevert(abi.encodeWithSelector(IDirectory.SigningKeyValidityInvalid.selector, 0, 0));
        directory.registerSigningKey(THUMBPRINT, 0, 0);
        directory.registerSigningKey(THUMBPRINT, 5, 6);
    }

    function test_RevertWhen_SigningKeyIsRegisteredTwice() external {
        register(10, 20);
        bytes memory refusal = abi.encodeWithSelector(
            IDirectory.SigningKeyAlreadyRegistered.selector,
            ALICE,
            THUMBPRINT
        );
        vm.expectRevert(refusal);
        register(10, 30);
        // A retired key does not come back.
        retire(10);
        vm.expectRevert(refusal);
        register(10, 30);
    }

    function test_RegisterSigningKey_ForTheCallerOnly() external {
        vm.expectEmit(address(directory));
        emit IDirectory.SigningKeyRegistered(ALICE, THUMBPRINT, 10, 20);
        register(10, 20);
        assertKey(10, 20);
        assertEq(directory.signingKeyOf(BOB, THUMBPRINT).validUntil, 0, "another account");
    }

    function test_RevertWhen_AnUnknownSigningKeyIsRetired() external {
        register(10, 20);
        vm.expectRevert(abi.encodeWithSelector(IDirectory.SigningKeyNotFound.selector, BOB, THUMBPRINT));
        vm.prank(BOB);
        directory.retireSigningKey(THUMBPRINT, 15);
    }

    function test_RevertWhen_ASigningKeyIsProlonged() external {
        register(10, 20);
        vm.expectRevert(abi.encodeWithSelector(IDirectory.SigningKeyValidityInvalid.selector, 10, 20));
        retire(20);
        vm.expectRevert(abi.encodeWithSelector(IDirectory.SigningKeyValidityInvalid.selector, 10, 21));
        retire(21);
    }

    function test_RevertWhen_ASigningKeyIsRetiredBeforeItsStart() external {
        register(10, 20);
        vm.expectRevert(abi.encodeWithSelector(IDirectory.SigningKeyValidityInvalid.selector, 10, 9));
        retire(9);
    }

    /// @dev Zero would read as never registered, and let the key be registered again.
    function test_RevertWhen_ASigningKeyIsRetiredAtZero() external {
        register(0, 20);
        vm.expectRevert(abi.encodeWithSelector(IDirectory.SigningKeyValidityInvalid.selector, 0, 0));
        retire(0);
        retire(1);
        assertKey(0, 1);
    }

    function test_RetireSigningKey_EarlierAndEarlier() external {
        register(10, 20);
        vm.expectEmit(address(directory));
        emit IDirectory.SigningKeyRetired(ALICE, THUMBPRINT, 15);
        retire(15);
        assertKey(10, 15);
        retire(10);
        assertKey(10, 10);
    }

    function register(uint32 validFrom, uint32 validUntil) private {
        vm.prank(ALICE);
        directory.registerSigningKey(THUMBPRINT, validFrom, validUntil);
    }

    function retire(uint32 validUntil) private {
        vm.prank(ALICE);
        directory.retireSigningKey(THUMBPRINT, validUntil);
    }

    function assertKey(uint32 validFrom, uint32 validUntil) private view {
        IDirectory.SigningKey memory key = directory.signingKeyOf(ALICE, THUMBPRINT);
        assertEq(key.validFrom, validFrom, "validFrom");
        assertEq(key.validUntil, validUntil, "validUntil");
    }
}
