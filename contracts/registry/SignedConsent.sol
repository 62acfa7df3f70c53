// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {Authorization, ISignedConsent} from "../interfaces/ISignedConsent.sol";

/// @title SignedConsent
/// @notice The one place where a signature stands in for its signer.
abstract contract SignedConsent is ISignedConsent, EIP712 {
    /// @inheritdoc ISignedConsent
    mapping(address signer => mapping(uint256 word => uint256 bits)) public nonceBitmap;

    /// @inheritdoc ISignedConsent
    function cancelNonce(uint256 nonce) external {
        uint256 bits = _unusedIn(msg.sender, nonce);
        nonceBitmap[msg.sender][nonce >> 8] = bits | (1 << (nonce & 0xff));
        emit NonceCancelled(msg.sender, nonce);
    }

    /// @dev Uses up `authorization` as the act of `actor`, over the struct that hashes to `structHash`. The caller has put
    /// `actor`, the authorization's nonce and its deadline into that hash.
    function _useAuthorization(Authorization calldata authorization, address actor, bytes32 structHash) internal {
        if (authorization.signer != actor) revert SignerMismatch(actor, authorization.signer);
        if (block.timestamp > authorization.deadline) revert SignatureExpired(authorization.deadline);

        uint256 bits = _unusedIn(actor, authorization.nonce);
        if (!_isSignedBy(actor, structHash, authorization.signature)) revert SignatureInvalid(actor);

        nonceBitmap[actor][authorization.nonce >> 8] = bits | (1 << (authorization.nonce & 0xff));
    }

    /// @dev The zero address never signed anything: recovery to zero is an error, and it has no code.
    function _isSignedBy(address signer, bytes32 structHash, bytes calldata signature) internal view returns (bool) {
        return SignatureChecker.isValidSignatureNowCalldata(signer, _hashTypedDataV4(structHash), signature);
    }

    /// @dev The word of the bitmap that `nonce` is in, where it is unused.
    function _unusedIn(address signer, uint256 nonce) private view returns (uint256 bits) {
        bits = nonceBitmap[signer][nonce >> 8];
        if (bits & (1 << (nonce & 0xff)) != 0) revert NonceAlreadyUsed(signer, nonce);
    }
}
