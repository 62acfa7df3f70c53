import { bytesToHex, sha256 } from 'viem'
import { fieldsOf } from '../schemas/fieldMask.ts'
import { envelopeContextHashOf } from '../typedData/hashes.ts'
import type { EnvelopeHeader } from '../wire/envelope.ts'
import { fromBase64url } from './base64url.ts'
import type { EncryptionKey } from './encryptionKey.ts'
import {
  Base64urlInvalidError,
  EnvelopeContextMismatchError,
  EnvelopeKeysInvalidError,
  EnvelopeShareMismatchError,
  EnvelopeSplitUnsupportedError,
} from './errors.ts'

export type OpenEnvelopeParameters = {
  /** The header whose `envelopeHash` the chain names; whether it does is the caller's to check. */
  readonly header: EnvelopeHeader
  /** base64url, at least `header.threshold` of them. */
  readonly shares: readonly string[]
  /** The recipient's key of version `header.keyVersion`. */
  readonly key: Pick<EncryptionKey, 'open'>
}

/**
 * Opens an envelope.
 *
 * @returns The 32-byte field keys by position in the schema.
 * @throws {EnvelopeSplitUnsupportedError} The header names a split other than 1 of 1.
 * @throws {EnvelopeShareMismatchError} A share is missing, or is not the one that the header names.
 * @throws {EnvelopeOpenError} It is sealed to another key.
 * @throws {EnvelopeContextMismatchError} It was sealed for another grant.
 * @throws {EnvelopeKeysInvalidError} It holds more or fewer keys than the header has fields.
 */
export function openEnvelope({ header, shares, key }: OpenEnvelopeParameters): Map<number, Uint8Array> {
  const { threshold, shareCount, fields } = header
  if (threshold !== 1 || shareCount !== 1) throw new EnvelopeSplitUnsupportedError({ threshold, shareCount })
  const opened = key.open(shareOf(header, shares[0]))
  if (bytesToHex(opened.subarray(0, 32)) !== envelopeContextHashOf(header)) throw new EnvelopeContextMismatchError()
  const positions = fieldsOf(fields)
  if (opened.length !== 32 * (1 + positions.length)) {
    throw new EnvelopeKeysInvalidError({ fields, reason: `it holds ${opened.length / 32 - 1} for ${positions.length}` })
  }
  return new Map(positions.map((field, index) => [field, opened.slice(32 * (index + 1), 32 * (index + 2))]))
}

function shareOf({ shareHashes }: EnvelopeHeader, share: string | undefined): Uint8Array {
  const bytes = share === undefined ? undefined : bytesOf(share)
  if (bytes === undefined || sha256(bytes) !== shareHashes[0]) throw new EnvelopeShareMismatchError({ share: 0 })
  return bytes
}

function bytesOf(share: string): Uint8Array | undefined {
  try {
    return fromBase64url(share)
  } catch (error) {
    if (error instanceof Base64urlInvalidError) return undefined
    throw error
  }
}
