import { z } from 'zod'
import { address, base64url, bytes32, fieldMask, uint8, uint32, uint256 } from './primitives.ts'

/** What an envelope is for; sealed (as a hash) beside the keys. */
export const envelopeContext = z.strictObject({
  chainId: uint256,
  registry: address,
  credentialId: bytes32,
  /** The consumer, or the owner for the owner's own envelope. */
  recipient: address,
  /** keccak256 of the purpose; zero in the owner's own envelope. */
  purposeHash: bytes32,
  /** The grant's revision that this envelope belongs to; 0 in the owner's own envelope. */
  revision: uint32,
  fields: fieldMask,
  /** Version of the recipient's encryption key in `Directory`. */
  keyVersion: uint32.min(1),
  threshold: uint8.min(1).max(8),
  shareCount: uint8.min(1).max(8),
  splitId: bytes32,
})
export type EnvelopeContext = z.infer<typeof envelopeContext>

/** `envelopeHash` on chain is the EIP-712 struct hash of this. */
export const envelopeHeader = envelopeContext
  .extend({
    /** SHA-256 of each node's share. */
    shareHashes: z.array(bytes32).min(1).max(8),
  })
  .refine((header) => header.shareHashes.length === header.shareCount && header.threshold <= header.shareCount, {
    message: 'Expected one hash per share, and a threshold of at most shareCount',
  })
export type EnvelopeHeader = z.infer<typeof envelopeHeader>

/** One node's part of an envelope. */
export const envelope = z.strictObject({
  header: envelopeHeader,
  share: base64url.max(16_384),
})
export type Envelope = z.infer<typeof envelope>

/** `PUT /v1/credentials/:credentialId/envelopes/:recipient/:purposeHash` takes an `envelope` and answers this. */
export const envelopeResult = z.strictObject({ envelopeHash: bytes32, revision: uint32, stored: z.literal(true) })
