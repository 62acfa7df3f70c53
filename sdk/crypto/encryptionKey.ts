import { PrivateKey } from 'eciesjs'
import { bytesToHex, type Hex } from 'viem'
import { EncryptionKeyInvalidError } from './errors.ts'
import { open as openSealed } from './sealedBox.ts'

/**
 * An X25519 key pair that envelopes are sealed to. The private half is reachable through {@link exportEncryptionKey} alone:
 * neither JSON nor the console shows it.
 */
export type EncryptionKey = {
  /** What to publish in `Directory`, 32 bytes. */
  readonly publicKey: Hex
  /** Its version in `Directory`, counted from 1; absent until it is published. */
  readonly version?: number | undefined
  /**
   * Opens what was sealed to the public key.
   *
   * @throws {EnvelopeOpenError} Whatever was wrong.
   */
  readonly open: (sealed: Uint8Array) => Uint8Array
}

export type EncryptionKeyOptions = { readonly version?: number | undefined }

const privateKeys = new WeakMap<EncryptionKey, Uint8Array>()

/** Makes a new key pair from the platform's random bytes. */
export function createEncryptionKey(options: EncryptionKeyOptions = {}): EncryptionKey {
  return importEncryptionKey(crypto.getRandomValues(new Uint8Array(32)), options)
}

/**
 * Takes up a key pair from its private bytes, of which a copy is kept.
 *
 * @param privateKey - 32 bytes (RFC 7748).
 * @throws {EncryptionKeyInvalidError} There are not 32 bytes.
 */
export function importEncryptionKey(privateKey: Uint8Array, { version }: EncryptionKeyOptions = {}): EncryptionKey {
  if (privateKey.length !== 32) throw new EncryptionKeyInvalidError()
  const bytes = Uint8Array.from(privateKey)
  const key: EncryptionKey = Object.freeze({
    publicKey: bytesToHex(new PrivateKey(bytes, 'x25519').publicKey.toBytes()),
    version,
    open: (sealed: Uint8Array) => openSealed(bytes, sealed),
  })
  privateKeys.set(key, bytes)
  return key
}

/**
 * The private bytes, 32, for a backup. Whoever has them opens every envelope sealed to this key.
 *
 * @throws {EncryptionKeyInvalidError} The key was not made by this module.
 */
export function exportEncryptionKey(key: EncryptionKey): Uint8Array {
  const bytes = privateKeys.get(key)
  if (bytes === undefined) throw new EncryptionKeyInvalidError()
  return Uint8Array.from(bytes)
}
