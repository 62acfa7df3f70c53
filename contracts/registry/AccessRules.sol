// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessTerms, IAccessGrants} from "../interfaces/IAccessGrants.sol";
import {GrantSlot, GrantSlots} from "./GrantSlot.sol";

/// @title AccessRules
/// @notice What a grant means at a given time, and what each act makes of it: arithmetic on one slot, without storage, so
/// that it can be tested and proven by itself.
abstract contract AccessRules is IAccessGrants {
    enum Standing {
        None,
        Revoked,
        NotStarted,
        Expired,
        InForce
    }

    /// @notice Seconds from the write that a grant may last at most.
    uint32 public constant MAX_GRANT_DURATION = 3650 days;
    /// @notice Seconds from the write that an owner may be bound at most.
    uint32 public constant MAX_LOCK_DURATION = 1825 days;
    /// @notice Seconds in which one use covers every read.
    uint32 public constant USE_WINDOW = 15 minutes;
    /// @notice The number of uses that is not counted down.
    uint16 public constant UNLIMITED_USES = type(uint16).max;
    /// @notice In bytes.
    uint256 public constant MAX_PURPOSE_LENGTH = 128;

    function _requirePurpose(string calldata purpose) internal pure {
        uint256 length = bytes(purpose).length;
        if (length == 0) revert PurposeEmpty();
        if (length > MAX_PURPOSE_LENGTH) revert PurposeTooLong(length);
    }

    /// @dev `keccak256(bytes(purpose))`, for which Solidity would allocate.
    function _hashOf(string calldata purpose) internal pure returns (bytes32 purposeHash) {
        // Safety: writes beyond the free memory pointer only, and keeps nothing there.
        assembly ("memory-safe") {
            let free := mload(0x40)
            calldatacopy(free, purpose.offset, purpose.length)
            purposeHash := keccak256(free, purpose.length)
        }
    }

    /// @dev How a grant stands at `time`, on a credential that is in `epoch`.
    function _standing(GrantSlot grant, uint16 epoch, uint256 time) internal pure returns (Standing) {
        if (grant.revision() == 0) return Standing.None;
        if (grant.fields() == 0 || (grant.epoch() != epoch && time >= grant.lockedUntil())) return Standing.Revoked;
        if (time < grant.startsAt()) return Standing.NotStarted;
        if (time >= grant.expiresAt()) return Standing.Expired;
        return Standing.InForce;
    }

    /// @dev What may be read at `time`, and the first second in which it may no longer. A limited grant is read inside the
    /// window of a use and not outside it.
    function _readable(
        GrantSlot grant,
        uint16 epoch,
        uint256 time
    ) internal pure returns (uint64 fields, uint32 until) {
        if (_standing(grant, epoch, time) != Standing.InForce) return (0, 0);
        until = grant.usesLeft() == UNLIMITED_USES ? _endsAt(grant, epoch) : _windowEndsAt(grant, epoch);
        return time < until ? (grant.fields(), until) : (0, 0);
    }

    /// @dev The first second in which the grant is over: after the epoch that it was made in, its lock is all that is left.
    function _endsAt(GrantSlot grant, uint16 epoch) internal pure returns (uint32) {
        return grant.epoch() == epoch ? grant.expiresAt() : grant.lockedUntil();
    }

    /// @dev The first second after the window of the last use; 0 if there was none.
    function _windowEndsAt(GrantSlot grant, uint16 epoch) internal pure returns (uint32) {
        if (grant.lastUsedAt() == 0) return 0;
        uint32 endsAt = _endsAt(grant, epoch);
        uint256 windowEndsAt = uint256(grant.lastUsedAt()) + USE_WINDOW;
        // Safety: narrowed only where it is below `endsAt`.
        return windowEndsAt < endsAt ? uint32(windowEndsAt) : endsAt;
    }

    /// @dev The grant after its owner wrote `terms`, on a credential that is in `epoch`.
    function _afterWrite(
        GrantSlot grant,
        AccessTerms calldata terms,
        uint16 epoch,
        uint256 time
    ) internal pure returns (GrantSlot) {
        if (terms.revision != grant.revision()) revert RevisionMismatch(terms.revision, grant.revision());
        // Otherwise what was signed before all access was revoked could bring a grant back.
        if (terms.epoch != epoch) revert EpochMismatch(terms.epoch, epoch);
        (uint64 fields, uint32 startsAt, uint32 expiresAt, uint32 lockedUntil, uint16 uses) = (
            terms.fields,
            terms.startsAt,
            terms.expiresAt,
            terms.lockedUntil,
            terms.uses
        );
        if (fields == 0) revert FieldsEmpty();
        if (uses == 0) revert UsesZero();
        if (expiresAt <= time || expiresAt <= startsAt || expiresAt > time + MAX_GRANT_DURATION) {
            revert ExpiryInvalid(expiresAt);
        }
        if (lockedUntil > expiresAt || lockedUntil > time + MAX_LOCK_DURATION) revert LockInvalid(lockedUntil);

        // A grant that is over gives nothing, so that the next one adds all of its fields.
        uint64 held = time < _endsAt(grant, epoch) ? grant.fields() : 0;
        bool addsFields = fields & ~held != 0;
        GrantSlot next = GrantSlots.pack(
            fields,
            startsAt,
            expiresAt,
            lockedUntil,
            // A use was taken for the fields of its time; it opens no others.
            addsFields ? 0 : grant.lastUsedAt(),
            uses,
            epoch,
            grant.revision() + 1
        );
        if (time < grant.lockedUntil()) _requireLockKept(grant, next, time, addsFields);
        return next;
    }

    /// @dev What is left of a grant when its owner revokes it, and the second from which it is over. Never reverts.
    function _afterRevocation(
        GrantSlot grant,
        uint256 time
    ) internal pure returns (GrantSlot left, uint32 effectiveAt) {
        uint32 revision = _revisionAfter(grant);
        if (time >= grant.lockedUntil()) {
            // Safety: seconds fit until 2106, and every grant is over by then.
            return (_tombstone(revision), uint32(time));
        }
        effectiveAt = grant.lockedUntil();
        left = GrantSlots.pack(
            grant.fields(),
            grant.startsAt(),
            effectiveAt,
            effectiveAt,
            grant.lastUsedAt(),
            grant.usesLeft(),
            grant.epoch(),
            revision
        );
    }

    /// @dev What is left of a grant when its consumer gives it back.
    function _afterRenunciation(GrantSlot grant) internal pure returns (GrantSlot) {
        return _tombstone(_revisionAfter(grant));
    }

    /// @dev The grant after its consumer took a use, of which there must be one left.
    function _afterUse(GrantSlot grant, uint256 time) internal pure returns (GrantSlot) {
        uint16 usesLeft = grant.usesLeft();
        return
            GrantSlots.pack(
                grant.fields(),
                grant.startsAt(),
                grant.expiresAt(),
                grant.lockedUntil(),
                // Safety: a grant in force ends at a second that fits 32 bits.
                uint32(time),
                usesLeft == UNLIMITED_USES ? usesLeft : usesLeft - 1,
                grant.epoch(),
                grant.revision()
            );
    }

    /// @dev The last revision stays where it is: no terms can name a revision after it, so its tombstone is final.
    function _revisionAfter(GrantSlot grant) private pure returns (uint32 revision) {
        revision = grant.revision();
        if (revision != type(uint32).max) revision += 1;
    }

    function _tombstone(uint32 revision) private pure returns (GrantSlot) {
        return GrantSlots.pack(0, 0, 0, 0, 0, 0, 0, revision);
    }

    /// @dev While a grant is locked, a write takes nothing from the consumer.
    function _requireLockKept(GrantSlot grant, GrantSlot next, uint256 time, bool addsFields) private pure {
        uint256 usesOwed = grant.usesLeft();
        // Adding fields closes an open window: the use that opened it is given back.
        if (addsFields && usesOwed != UNLIMITED_USES && time < _windowEndsAt(grant, next.epoch())) usesOwed += 1;
        if (
            grant.fields() & ~next.fields() != 0 ||
            next.usesLeft() < usesOwed ||
            next.expiresAt() < _endsAt(grant, next.epoch()) ||
            next.lockedUntil() < grant.lockedUntil() ||
            (next.startsAt() > grant.startsAt() && next.startsAt() > time)
        ) {
            revert AccessLocked(grant.lockedUntil());
        }
    }
}
