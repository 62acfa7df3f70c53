import { decrypt, encrypt } from 'eciesjs'
import { Config } from 'eciesjs/config'
import { type Hex, hexToBytes, isHex } from 'viem'
import { EncryptionKeyInvalidError, EnvelopeOpenError } from './errors.ts'

/**
 * Sealing to an X25519 key: an ephemeral key agrees with the recipient's on an AES-256-GCM key (ECIES). Anybody can seal, so
 * it says nothing about who did; what is sealed names its context and is signed for elsewhere.
 */

/**
 * Seals bytes so that only the holder of the private key opens them.
 *
 * @param publicKey - X25519 public key (RFC 7748), 32 bytes.
 * @returns ephemeral public key (32) ‖ nonce (12) ‖ tag (16) ‖ ciphertext.
 * @throws {EncryptionKeyInvalidError} The key has another length, is not reduced, or is of small order.
 */
export function seal(publicKey: Hex, bytes: Uint8Array): Uint8Array {
  if (!isPublicKey(publicKey)) throw new EncryptionKeyInvalidError()
  try {
    return encrypt(hexToBytes(publicKey), bytes, configuration())
  } catch {
    throw new EncryptionKeyInvalidError()
  }
}

/**
 * Opens sealed bytes.
 *
 * @param privateKey - X25519 private key, 32 bytes.
 * @throws {EnvelopeOpenError} Whatever was wrong.
 */
export function open(privateKey: Uint8Array, sealed: Uint8Array): Uint8Array {
  try {
    return decrypt(privateKey, sealed, configuration())
  } catch {
    throw new EnvelopeOpenError()
  }
}

/** One of our own for every call: the library's default is a global of another curve, which others may have changed. */
function configuration(): Config {
  const config = new Config()
  config.ellipticCurve = 'x25519'
  config.symmetricAlgorithm = 'aes-256-gcm'
  config.symmetricNonceLength = 12
  return config
}

/** Whether a key has its one canonical spelling: 32 bytes, little-endian, below 2^255 − 19. */
function isPublicKey(publicKey: Hex): boolean {
  if (!isHex(publicKey, { strict: true }) || publicKey.length !== 66) return false
  const littleEndian = hexToBytes(publicKey).reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n)
  return littleEndian < 2n ** 255n - 19n
}
