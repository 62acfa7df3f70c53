// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Access, AccessGrant, AccessTerms, IAccessGrants} from "../interfaces/IAccessGrants.sol";
import {CredentialState, CredentialStatus} from "../interfaces/ICredentials.sol";
import {Authorization} from "../interfaces/ISignedConsent.sol";
import {AccessRules} from "./AccessRules.sol";
import {Credentials} from "./Credentials.sol";
import {GrantSlot} from "./GrantSlot.sol";

/// @title AccessGrants
/// @notice Keeps one slot of consent for each (credential, consumer, purpose).
abstract contract AccessGrants is Credentials, AccessRules {
    /// @notice EIP-712 type of what an owner signs to grant or change access.
    bytes32 public constant GRANT_ACCESS_TYPEHASH = keccak256(
        "GrantAccess(address owner,bytes32 credentialId,address consumer,string purpose,uint64 fields,uint32 startsAt,uint32 expiresAt,uint32 lockedUntil,uint16 uses,uint16 epoch,uint32 revision,bytes32 envelopeHash,uint256 nonce,uint32 deadline)"
    );
    /// @notice EIP-712 type of what an owner signs to revoke; calldata has the hash of `purpose`, the wallet shows its text.
    bytes32 public constant REVOKE_ACCESS_TYPEHASH = keccak256(
        "RevokeAccess(address owner,bytes32 credentialId,address consumer,string purpose,uint32 revision,uint256 nonce,uint32 deadline)"
    );

    mapping(bytes32 credentialId => mapping(address consumer => mapping(bytes32 purposeHash => GrantSlot)))
        private _grants;

    /// @inheritdoc IAccessGrants
    function grantAccess(
        bytes32 credentialId,
        address consumer,
        string calldata purpose,
        AccessTerms calldata terms
    ) external {
        (CredentialStatus status, uint16 epoch) = _credentialOwnedBy(credentialId, msg.sender);
        _writeGrant(credentialId, msg.sender, status, epoch, consumer, purpose, terms);
    }

    /// @inheritdoc IAccessGrants
    function grantAccessFor(
        bytes32 credentialId,
        address consumer,
        string calldata purpose,
        AccessTerms calldata terms,
        Authorization calldata authorization
    ) external {
        (address owner, CredentialStatus status, uint16 epoch) = _credential(credentialId);
        _useAuthorization(
            authorization,
            owner,
            keccak256(
                abi.encode(
                    GRANT_ACCESS_TYPEHASH,
                    owner,
                    credentialId,
                    consumer,
                    _hashOf(purpose),
                    terms,
                    authorization.nonce,
                    authorization.deadline
                )
            )
        );
        _writeGrant(credentialId, owner, status, epoch, consumer, purpose, terms);
    }

    /// @inheritdoc IAccessGrants
    function revokeAccess(bytes32 credentialId, address consumer, bytes32 purposeHash) external {
        _credentialOwnedBy(credentialId, msg.sender);
        _revokeGrant(credentialId, msg.sender, consumer, purposeHash);
    }

    /// @inheritdoc IAccessGrants
    function revokeAccessFor(
        bytes32 credentialId,
        address consumer,
        bytes32 purposeHash,
        uint32 revision,
        Authorization calldata authorization
    ) external {
        (address owner, , ) = _credential(credentialId);
        _useAuthorization(
            authorization,
            owner,
            keccak256(
                abi.encode(
                    REVOKE_ACCESS_TYPEHASH,
                    owner,
                    credentialId,
                    consumer,
                    purposeHash,
                    revision,
                    authorization.nonce,
                    authorization.deadline
                )
            )
        );
        uint32 actual = _grants[credentialId][consumer][purposeHash].revision();
        if (revision != actual) revert RevisionMismatch(revision, actual);
        _revokeGrant(credentialId, owner, consumer, purposeHash);
    }

    /// @inheritdoc IAccessGrants
    function revokeAllAccess(bytes32 credentialId) external {
        uint16 epoch = _endEpoch(credentialId);
        emit AllAccessRevoked(credentialId, msg.sender, epoch);
    }

    /// @inheritdoc IAccessGrants
    function recordUse(bytes32 credentialId, address consumer, bytes32 purposeHash) external {
        if (msg.sender != consumer) revert NotGrantConsumer(consumer, msg.sender);
        mapping(bytes32 purposeHash => GrantSlot) storage grants = _grants[credentialId][consumer];
        GrantSlot grant = grants[purposeHash];
        (address owner, , uint16 epoch) = _findCredential(credentialId);

        Standing standing = _requireGranted(grant, epoch, credentialId, consumer, purposeHash);
        if (standing == Standing.NotStarted) revert AccessGrantNotStarted(grant.startsAt());
        if (standing == Standing.Expired) revert AccessGrantExpired(grant.expiresAt());
        uint32 windowEndsAt = _windowEndsAt(grant, epoch);
        if (block.timestamp < windowEndsAt) revert AccessUseWindowOpen(windowEndsAt);
        if (grant.usesLeft() == 0) revert AccessUsesExhausted(credentialId, consumer, purposeHash);

        grant = _afterUse(grant, block.timestamp);
        grants[purposeHash] = grant;
        emit AccessUsed(
            credentialId,
            owner,
            consumer,
            purposeHash,
            grant.usesLeft(),
            grant.lastUsedAt(),
            _windowEndsAt(grant, epoch)
        );
    }

    /// @inheritdoc IAccessGrants
    function renounceAccess(bytes32 credentialId, address consumer, bytes32 purposeHash) external {
        if (msg.sender != consumer) revert NotGrantConsumer(consumer, msg.sender);
        mapping(bytes32 purposeHash => GrantSlot) storage grants = _grants[credentialId][consumer];
        GrantSlot grant = grants[purposeHash];
        (address owner, , uint16 epoch) = _findCredential(credentialId);
        _requireGranted(grant, epoch, credentialId, consumer, purposeHash);

        grant = _afterRenunciation(grant);
        grants[purposeHash] = grant;
        emit AccessRenounced(credentialId, owner, consumer, purposeHash, grant.revision());
    }

    /// @inheritdoc IAccessGrants
    function accessGrant(
        bytes32 credentialId,
        address consumer,
        bytes32 purposeHash
    ) external view returns (AccessGrant memory) {
        return _grants[credentialId][consumer][purposeHash].unpack();
    }

    /// @inheritdoc IAccessGrants
    function canRead(
        bytes32 credentialId,
        address consumer,
        bytes32 purposeHash,
        uint64 fields
    ) external view returns (bool) {
        CredentialState memory credential = credentialState(credentialId);
        if (credential.status != CredentialStatus.Active || block.timestamp >= credential.expiresAt) return false;
        GrantSlot grant = _grants[credentialId][consumer][purposeHash];
        (uint64 readable, ) = _readable(grant, credential.epoch, block.timestamp);
        return fields != 0 && fields & ~readable == 0;
    }

    /// @inheritdoc IAccessGrants
    function accessOf(
        bytes32 credentialId,
        address consumer,
        bytes32 purposeHash,
        address actor
    ) external view returns (Access memory access) {
        CredentialState memory credential = credentialState(credentialId);
        GrantSlot grant = _grants[credentialId][consumer][purposeHash];
        (access.fields, access.readableUntil) = _readable(grant, credential.epoch, block.timestamp);
        access.grant = grant.unpack();
        access.owner = credential.owner;
        access.status = credential.status;
        access.epoch = credential.epoch;
        access.credentialExpiresAt = credential.expiresAt;
        access.actorMayAct = actor == consumer;
        // Safety: neither reaches 2^64.
        access.blockNumber = uint64(block.number);
        access.blockTimestamp = uint64(block.timestamp);
        access.chainId = block.chainid;
        access.registry = address(this);
    }

    /// @dev The one way in which a grant comes to be or changes. `owner`, `status` and `epoch` are the credential's, and the
    /// owner wants this.
    function _writeGrant(
        bytes32 credentialId,
        address owner,
        CredentialStatus status,
        uint16 epoch,
        address consumer,
        string calldata purpose,
        AccessTerms calldata terms
    ) internal {
        // Whether the issuer stands by the credential is in the verdict; it does not keep an owner from granting.
        if (status == CredentialStatus.Withdrawn) revert CredentialStatusInvalid(credentialId, status);
        _requirePurpose(purpose);
        mapping(bytes32 purposeHash => GrantSlot) storage grants = _grants[credentialId][consumer];
        bytes32 purposeHash = _hashOf(purpose);
        GrantSlot grant = _afterWrite(grants[purposeHash], terms, epoch, block.timestamp);

        grants[purposeHash] = grant;
        emit AccessGranted(
            credentialId,
            owner,
            consumer,
            purpose,
            grant.fields(),
            grant.startsAt(),
            grant.expiresAt(),
            grant.lockedUntil(),
            grant.usesLeft(),
            grant.epoch(),
            grant.revision(),
            terms.envelopeHash
        );
    }

    function _revokeGrant(bytes32 credentialId, address owner, address consumer, bytes32 purposeHash) private {
        mapping(bytes32 purposeHash => GrantSlot) storage grants = _grants[credentialId][consumer];
        (GrantSlot grant, uint32 effectiveAt) = _afterRevocation(grants[purposeHash], block.timestamp);
        grants[purposeHash] = grant;
        emit AccessRevoked(credentialId, owner, consumer, purposeHash, grant.revision(), effectiveAt);
    }

    /// @dev There is a grant and the owner did not end it, whether or not it has started or expired.
    function _requireGranted(
        GrantSlot grant,
        uint16 epoch,
        bytes32 credentialId,
        address consumer,
        bytes32 purposeHash
    ) private view returns (Standing standing) {
        standing = _standing(grant, epoch, block.timestamp);
        if (standing == Standing.None) revert AccessGrantNotFound(credentialId, consumer, purposeHash);
        if (standing == Standing.Revoked) revert AccessGrantRevoked(credentialId, consumer, purposeHash);
    }
}
