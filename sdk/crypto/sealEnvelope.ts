import { bytesToHex, concatBytes, getAddress, type Hex, hexToBytes, sha256 } from 'viem'
import { fieldsOf } from '../schemas/fieldMask.ts'
import { envelopeContextHashOf } from '../typedData/hashes.ts'
import type { EnvelopeContext, EnvelopeHeader } from '../wire/envelope.ts'
import { toBase64url } from './base64url.ts'
import { EnvelopeKeysInvalidError, EnvelopeSplitUnsupportedError } from './errors.ts'
import { seal } from './sealedBox.ts'

/** An envelope with the shares of all nodes: the i-th share is the i-th node's. */
export type SealedEnvelope = {
  readonly header: EnvelopeHeader
  /** base64url; `shareHashes[i]` is the SHA-256 of the bytes of `shares[i]`. */
  readonly shares: readonly string[]
}

export type SealEnvelopeParameters = {
  /** What the envelope is for; the split adds the rest of the header. */
  readonly context: Omit<EnvelopeContext, 'threshold' | 'shareCount' | 'splitId'>
  /** Field keys by position. Only those of `context.fields` are sealed, whatever else is there. */
  readonly keys: ReadonlyMap<number, Uint8Array>
  /** The recipient's X25519 key, of version `context.keyVersion`, as the chain has it. */
  readonly recipientKey: Hex
  /** Shares needed to open; 1 by default. */
  readonly threshold?: number | undefined
  /** Shares made, one per node; 1 by default. */
  readonly shareCount?: number | undefined
}

/**
 * Seals field keys to a recipient: seal(recipientKey, envelopeContextHash (32) ‖ one 32-byte key per field, ascending). The
 * hash inside ties the keys to this grant, since sealing itself authenticates neither sender nor context.
 *
 * @throws {EncryptionKeyInvalidError} `recipientKey` is not a usable X25519 key.
 * @throws {EnvelopeKeysInvalidError} `context.fields` is empty, or a field of it has no key of 32 bytes.
 * @throws {EnvelopeSplitUnsupportedError} `threshold` or `shareCount` is not 1.
 */
export function sealEnvelope({
  context,
  keys,
  recipientKey,
  threshold = 1,
  shareCount = 1,
}: SealEnvelopeParameters): SealedEnvelope {
  if (threshold !== 1 || shareCount !== 1) throw new EnvelopeSplitUnsupportedError({ threshold, shareCount })
  const complete: EnvelopeContext = {
    ...context,
    registry: getAddress(context.registry),
    recipient: getAddress(context.recipient),
    threshold,
    shareCount,
    splitId: bytesToHex(crypto.getRandomValues(new Uint8Array(32))),
  }
  const fieldKeys = keysOf(context.fields, keys)
  const sealed = seal(recipientKey, concatBytes([hexToBytes(envelopeContextHashOf(complete)), ...fieldKeys]))
  return { header: { ...complete, shareHashes: [sha256(sealed)] }, shares: [toBase64url(sealed)] }
}

function keysOf(fields: bigint, keys: ReadonlyMap<number, Uint8Array>): Uint8Array[] {
  if (fields === 0n) throw new EnvelopeKeysInvalidError({ fields, reason: 'there are no fields' })
  return fieldsOf(fields).map((field) => {
    const key = keys.get(field)
    if (key?.length !== 32) throw new EnvelopeKeysInvalidError({ fields, reason: `field ${field} has no 32-byte key` })
    return key
  })
}
