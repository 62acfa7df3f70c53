import { type Address, type Hex, hexToBigInt, isAddressEqual, recoverMessageAddress, size, slice } from 'viem'

/** Whether `signature` is one of `address` over the text of a sign-in message. A contract account's will be another. */
export type LoginVerifier = (login: {
  readonly address: Address
  readonly message: string
  readonly signature: Hex
}) => Promise<boolean>

const order = 0xffffffff_ffffffff_ffffffff_fffffffe_baaedce6_af48a03b_bfd25e8c_d0364141n

/**
 * Verifies the signature of an account with a key, over the message's own bytes. One form only: 65 bytes, v of 27 or 28, s
 * in the lower half. A twin (high s, v of 0 or 1, the 64 bytes of ERC-2098) is refused.
 */
export const verifyLoginSignature: LoginVerifier = async ({ address, message, signature }) => {
  if (size(signature) !== 65) return false
  const [r, s] = [hexToBigInt(slice(signature, 0, 32)), hexToBigInt(slice(signature, 32, 64))]
  const v = hexToBigInt(slice(signature, 64))
  if (r === 0n || r >= order || s === 0n || s > order / 2n || (v !== 27n && v !== 28n)) return false
  try {
    return isAddressEqual(await recoverMessageAddress({ message, signature }), address)
  } catch {
    // No point of the curve has this r.
    return false
  }
}
