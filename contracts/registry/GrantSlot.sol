// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessGrant} from "../interfaces/IAccessGrants.sol";

/// @dev `AccessGrant` as it lies in its slot, its members from the lowest bit up, in their order. As a struct it would be
/// written member by member, and each member would be a word of memory.
type GrantSlot is uint256;

using GrantSlots for GrantSlot global;

/// @title GrantSlots
/// @notice The members of an `AccessGrant` in its slot.
library GrantSlots {
    function pack(
        uint64 fields_,
        uint32 startsAt_,
        uint32 expiresAt_,
        uint32 lockedUntil_,
        uint32 lastUsedAt_,
        uint16 usesLeft_,
        uint16 epoch_,
        uint32 revision_
    ) internal pure returns (GrantSlot) {
        return
            GrantSlot.wrap(
                uint256(fields_) |
                    (uint256(startsAt_) << 64) |
                    (uint256(expiresAt_) << 96) |
                    (uint256(lockedUntil_) << 128) |
                    (uint256(lastUsedAt_) << 160) |
                    (uint256(usesLeft_) << 192) |
                    (uint256(epoch_) << 208) |
                    (uint256(revision_) << 224)
            );
    }

    function unpack(GrantSlot slot) internal pure returns (AccessGrant memory) {
        return
            AccessGrant(
                slot.fields(),
                slot.startsAt(),
                slot.expiresAt(),
                slot.lockedUntil(),
                slot.lastUsedAt(),
                slot.usesLeft(),
                slot.epoch(),
                slot.revision()
            );
    }

    // Safety: each cast below cuts off the members above.

    function fields(GrantSlot slot) internal pure returns (uint64) {
        return uint64(GrantSlot.unwrap(slot));
    }

    function startsAt(GrantSlot slot) internal pure returns (uint32) {
        return uint32(GrantSlot.unwrap(slot) >> 64);
    }

    function expiresAt(GrantSlot slot) internal pure returns (uint32) {
        return uint32(GrantSlot.unwrap(slot) >> 96);
    }

    function lockedUntil(GrantSlot slot) internal pure returns (uint32) {
        return uint32(GrantSlot.unwrap(slot) >> 128);
    }

    function lastUsedAt(GrantSlot slot) internal pure returns (uint32) {
        return uint32(GrantSlot.unwrap(slot) >> 160);
    }

    function usesLeft(GrantSlot slot) internal pure returns (uint16) {
        return uint16(GrantSlot.unwrap(slot) >> 192);
    }

    function epoch(GrantSlot slot) internal pure returns (uint16) {
        return uint16(GrantSlot.unwrap(slot) >> 208);
    }

    function revision(GrantSlot slot) internal pure returns (uint32) {
        return uint32(GrantSlot.unwrap(slot) >> 224);
    }
}
