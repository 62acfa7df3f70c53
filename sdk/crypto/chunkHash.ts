import { bytesToHex, type Hex } from 'viem'

/**
 * Leaf hash of one ciphertext chunk, SHA-256(0x00 ‖ ciphertext) as in RFC 9162: what `contentRoot` commits to. Through
 * WebCrypto, since content runs to tens of megabytes.
 *
 * @param ciphertext - The whole chunk, authentication tag included.
 */
export async function chunkHashOf(ciphertext: Uint8Array): Promise<Hex> {
  const preimage = new Uint8Array(1 + ciphertext.length)
  preimage.set(ciphertext, 1)
  return bytesToHex(new Uint8Array(await crypto.subtle.digest('SHA-256', preimage)))
}
