// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Credential, CredentialState, CredentialStatus, ICredentials} from "../interfaces/ICredentials.sol";
import {Authorization} from "../interfaces/ISignedConsent.sol";
import {SignedConsent} from "./SignedConsent.sol";

/// @title Credentials
/// @notice Which credentials exist, whose they are, and whether their issuer and owner stand by them.
abstract contract Credentials is SignedConsent, ICredentials {
    /// @notice EIP-712 type of what `credentialId` is the hash of.
    bytes32 public constant CREDENTIAL_TYPEHASH = keccak256(
        "Credential(address owner,address issuer,bytes32 schemaId,bytes32 credentialHash,bytes32 fieldsRoot,bytes32 contentRoot,uint32 issuedAt,uint32 expiresAt,bytes32 salt)"
    );
    /// @notice EIP-712 type of what an owner signs to let an issuer issue.
    bytes32 public constant ISSUANCE_PERMIT_TYPEHASH = keccak256(
        "IssuancePermit(address owner,address issuer,bytes32 schemaId,uint256 nonce,uint32 deadline)"
    );
    /// @notice EIP-712 type of what an issuer signs to let an owner accept.
    bytes32 public constant ISSUANCE_OFFER_TYPEHASH = keccak256(
        "IssuanceOffer(address issuer,bytes32 credentialId,uint256 nonce,uint32 deadline)"
    );

    mapping(bytes32 credentialId => CredentialState) private _credentials;

    /// @inheritdoc ICredentials
    function issueCredential(
        Credential calldata credential,
        Authorization calldata permit
    ) external returns (bytes32 credentialId) {
        credentialId = credentialIdOf(credential);
        if (msg.sender != credential.issuer) revert NotCredentialIssuer(credentialId, msg.sender);
        _useAuthorization(
            permit,
            credential.owner,
            keccak256(
                abi.encode(
                    ISSUANCE_PERMIT_TYPEHASH,
                    credential.owner,
                    credential.issuer,
                    credential.schemaId,
                    permit.nonce,
                    permit.deadline
                )
            )
        );
        _createCredential(credentialId, credential);
    }

    /// @inheritdoc ICredentials
    function acceptCredential(
        Credential calldata credential,
        Authorization calldata offer
    ) external returns (bytes32 credentialId) {
        credentialId = credentialIdOf(credential);
        if (msg.sender != credential.owner) revert NotCredentialOwner(credentialId, msg.sender);
        _useAuthorization(
            offer,
            credential.issuer,
            keccak256(abi.encode(ISSUANCE_OFFER_TYPEHASH, credential.issuer, credentialId, offer.nonce, offer.deadline))
        );
        _createCredential(credentialId, credential);
    }

    /// @inheritdoc ICredentials
    function suspendCredential(Credential calldata credential) external {
        (bytes32 credentialId, CredentialStatus status) = _issuedBySender(credential);
        if (status != CredentialStatus.Active) revert CredentialStatusInvalid(credentialId, status);
        _credentials[credentialId].status = CredentialStatus.Suspended;
        emit CredentialSuspended(credentialId, credential.owner, credential.issuer);
    }

    /// @inheritdoc ICredentials
    function reinstateCredential(Credential calldata credential) external {
        (bytes32 credentialId, CredentialStatus status) = _issuedBySender(credential);
        if (status != CredentialStatus.Suspended) revert CredentialStatusInvalid(credentialId, status);
        _credentials[credentialId].status = CredentialStatus.Active;
        emit CredentialReinstated(credentialId, credential.owner, credential.issuer);
    }

    /// @inheritdoc ICredentials
    function revokeCredential(Credential calldata credential) external {
        (bytes32 credentialId, CredentialStatus status) = _issuedBySender(credential);
        if (status != CredentialStatus.Active && status != CredentialStatus.Suspended) {
            revert CredentialStatusInvalid(credentialId, status);
        }
        _credentials[credentialId].status = CredentialStatus.Revoked;
        emit CredentialRevoked(credentialId, credential.owner, credential.issuer);
    }

    /// @inheritdoc ICredentials
    function withdrawCredential(bytes32 credentialId) external {
        (CredentialStatus status, uint16 epoch) = _credentialOwnedBy(credentialId, msg.sender);
        if (status == CredentialStatus.Withdrawn) revert CredentialStatusInvalid(credentialId, status);
        // `_endEpoch` leaves the last epoch to this.
        epoch += 1;
        _credentials[credentialId].status = CredentialStatus.Withdrawn;
        _credentials[credentialId].epoch = epoch;
        emit CredentialWithdrawn(credentialId, msg.sender, epoch);
    }

    /// @inheritdoc ICredentials
    function credentialState(bytes32 credentialId) public view returns (CredentialState memory) {
        return _credentials[credentialId];
    }

    /// @inheritdoc ICredentials
    function credentialIdOf(Credential calldata credential) public pure returns (bytes32 credentialId) {
        // A struct without dynamic members is encoded member by member, which is EIP-712's encoding of it.
        return keccak256(abi.encode(CREDENTIAL_TYPEHASH, credential));
    }

    /// @dev Ends the epoch of the sender's credential, and with it every grant made in it, but for agreed locks.
    function _endEpoch(bytes32 credentialId) internal returns (uint16 epoch) {
        CredentialStatus status;
        (status, epoch) = _credentialOwnedBy(credentialId, msg.sender);
        if (status == CredentialStatus.Withdrawn) revert CredentialStatusInvalid(credentialId, status);
        // The last epoch is left to a withdrawal, so that nothing can keep an owner from it.
        if (epoch >= type(uint16).max - 1) revert EpochsExhausted(credentialId);
        epoch += 1;
        _credentials[credentialId].epoch = epoch;
    }

    function _credential(
        bytes32 credentialId
    ) internal view returns (address owner, CredentialStatus status, uint16 epoch) {
        (owner, status, epoch) = _findCredential(credentialId);
        if (status == CredentialStatus.None) revert CredentialNotFound(credentialId);
    }

    /// @dev All zero where no such credential exists.
    function _findCredential(
        bytes32 credentialId
    ) internal view returns (address owner, CredentialStatus status, uint16 epoch) {
        CredentialState storage credential = _credentials[credentialId];
        (owner, status, epoch) = (credential.owner, credential.status, credential.epoch);
    }

    function _credentialOwnedBy(
        bytes32 credentialId,
        address account
    ) internal view returns (CredentialStatus status, uint16 epoch) {
        address owner;
        (owner, status, epoch) = _credential(credentialId);
        if (owner != account) revert NotCredentialOwner(credentialId, account);
    }

    /// @dev Neither party can be the zero address: one of them is the sender and the other one signed.
    function _createCredential(bytes32 credentialId, Credential calldata credential) private {
        if (_credentials[credentialId].status != CredentialStatus.None) revert CredentialAlreadyExists(credentialId);
        if (credential.issuedAt > block.timestamp) revert CredentialIssuedInFuture(credential.issuedAt);
        // With an `issuedAt` that is not in the future, this also puts the expiry after it.
        if (credential.expiresAt <= block.timestamp) revert CredentialExpiryInvalid(credential.expiresAt);

        _credentials[credentialId] = CredentialState({
            owner: credential.owner,
            expiresAt: credential.expiresAt,
            status: CredentialStatus.Active,
            epoch: 0
        });
        emit CredentialIssued(
            credentialId,
            credential.owner,
            credential.issuer,
            credential.schemaId,
            credential.credentialHash,
            credential.fieldsRoot,
            credential.contentRoot,
            credential.issuedAt,
            credential.expiresAt,
            credential.salt
        );
    }

    function _issuedBySender(
        Credential calldata credential
    ) private view returns (bytes32 credentialId, CredentialStatus status) {
        credentialId = credentialIdOf(credential);
        (, status, ) = _credential(credentialId);
        if (msg.sender != credential.issuer) revert NotCredentialIssuer(credentialId, msg.sender);
    }
}
