// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AccessTerms} from "../../../contracts/interfaces/IAccessGrants.sol";
import {AccessRequest} from "../../../contracts/interfaces/IAccessRequests.sol";
import {Credential} from "../../../contracts/interfaces/ICredentials.sol";

/// @title TypedData
/// @notice EIP-712 rebuilt from its text, member by member, apart from the contracts under test.
library TypedData {
    string internal constant TERMS =
        "uint64 fields,uint32 startsAt,uint32 expiresAt,uint32 lockedUntil,uint16 uses,uint16 epoch,uint32 revision,bytes32 envelopeHash,uint256 nonce,uint32 deadline)";

    function digest(uint256 chainId, address registry, bytes32 structHash) internal pure returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("Grantkeep"),
                keccak256("1"),
                chainId,
                registry
            )
        );
        return keccak256(abi.encodePacked("\x19\x01", domain, structHash));
    }

    function hash(Credential memory credential) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    keccak256(
                        "Credential(address owner,address issuer,bytes32 schemaId,bytes32 credentialHash,bytes32 fieldsRoot,bytes32 contentRoot,uint32 issuedAt,uint32 expiresAt,bytes32 salt)"
                    ),
                    credential.owner,
                    credential.issuer,
                    credential.schemaId,
                    credential.credentialHash,
                    credential.fieldsRoot,
                    credential.contentRoot,
                    credential.issuedAt,
                    credential.expiresAt,
                    credential.salt
                )
            );
    }

    function hash(AccessRequest memory request) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    keccak256(
                        "AccessRequest(address consumer,address owner,bytes32 schemaId,address issuer,uint64 fields,uint32 duration,uint16 maxUses,uint32 lockDuration,string purpose,uint32 deadline,bytes32 salt)"
                    ),
                    request.consumer,
                    request.owner,
                    request.schemaId,
                    request.issuer,
                    request.fields,
                    request.duration,
                    request.maxUses,
                    request.lockDuration,
                    keccak256(bytes(request.purpose)),
                    request.deadline,
                    request.salt
                )
            );
    }

    function issuancePermit(
        Credential memory credential,
        uint256 nonce,
        uint32 deadline
    ) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    keccak256(
                        "IssuancePermit(address owner,address issuer,bytes32 schemaId,uint256 nonce,uint32 deadline)"
                    ),
                    credential.owner,
                    credential.issuer,
                    credential.schemaId,
                    nonce,
                    deadline
                )
            );
    }

    function issuanceOffer(
        Credential memory credential,
        uint256 nonce,
        uint32 deadline
    ) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    keccak256("IssuanceOffer(address issuer,bytes32 credentialId,uint256 nonce,uint32 deadline)"),
                    credential.issuer,
                    hash(credential),
                    nonce,
                    deadline
                )
            );
    }

    function grantAccess(
        address owner,
        bytes32 credentialId,
        address consumer,
        string memory purpose,
        AccessTerms memory terms,
        uint256 nonce,
        uint32 deadline
    ) internal pure returns (bytes32) {
        bytes memory parties = abi.encode(
            keccak256(
                abi.encodePacked(
                    "GrantAccess(address owner,bytes32 credentialId,address consumer,string purpose,",
                    TERMS
                )
            ),
            owner,
            credentialId,
            consumer,
            keccak256(bytes(purpose))
        );
        return keccak256(abi.encodePacked(parties, _encode(terms), nonce, uint256(deadline)));
    }

    /// @dev `owner` is the credential's, whoever was asked.
    function approveRequest(
        address owner,
        AccessRequest memory request,
        bytes32 credentialId,
        AccessTerms memory terms,
        uint256 nonce,
        uint32 deadline
    ) internal pure returns (bytes32) {
        bytes memory parties = abi.encode(
            keccak256(
                abi.encodePacked(
                    "ApproveRequest(address owner,bytes32 requestId,bytes32 credentialId,address consumer,string purpose,",
                    TERMS
                )
            ),
            owner,
            hash(request),
            credentialId,
            request.consumer,
            keccak256(bytes(request.purpose))
        );
        return keccak256(abi.encodePacked(parties, _encode(terms), nonce, uint256(deadline)));
    }

    function revokeAccess(
        address owner,
        bytes32 credentialId,
        address consumer,
        string memory purpose,
        uint32 revision,
        uint256 nonce,
        uint32 deadline
    ) internal pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    keccak256(
                        "RevokeAccess(address owner,bytes32 credentialId,address consumer,string purpose,uint32 revision,uint256 nonce,uint32 deadline)"
                    ),
                    owner,
                    credentialId,
                    consumer,
                    keccak256(bytes(purpose)),
                    revision,
                    nonce,
                    deadline
                )
            );
    }

    function _encode(AccessTerms memory terms) private pure returns (bytes memory) {
        return
            abi.encode(
                terms.fields,
                terms.startsAt,
                terms.expiresAt,
                terms.lockedUntil,
                terms.uses,
                terms.epoch,
                terms.revision,
                terms.envelopeHash
            );
    }
}
