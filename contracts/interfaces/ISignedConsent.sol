// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice A signature by which `signer` lets somebody else send an action.
struct Authorization {
    /// @dev The account whose act this is; an EOA or an ERC-1271 account.
    address signer;
    /// @dev Unordered: any 256-bit number that `signer` has not used (bit `nonce % 256` of word `nonce / 256`).
    uint256 nonce;
    /// @dev Unix seconds; the last second in which the signature may be used.
    uint32 deadline;
    bytes signature;
}

/// @title SignedConsent
/// @notice EIP-712 signatures that do one thing, once. Domain: name "Grantkeep", version "1", chain id, this contract.
interface ISignedConsent {
    /// @notice `signer` used `nonce` up. Readers may assume: nothing signed with it is ever accepted from this block on.
    event NonceCancelled(address indexed signer, uint256 nonce);

    error SignatureExpired(uint32 deadline);
    error SignatureInvalid(address signer);
    error NonceAlreadyUsed(address signer, uint256 nonce);
    /// @notice The authorization is signed by another account than the one whose act this is.
    error SignerMismatch(address expected, address signer);

    /// @notice Signer: whatever the sender signed with `nonce` can no longer be used.
    function cancelNonce(uint256 nonce) external;

    /// @notice Bits of the 256 nonces `word * 256 … word * 256 + 255` that `signer` has used or cancelled.
    function nonceBitmap(address signer, uint256 word) external view returns (uint256 bits);
}
