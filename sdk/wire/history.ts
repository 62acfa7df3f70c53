import { z } from 'zod'
import { ownCredential } from './credential.ts'
import { address, bytes32, cursor, fieldMask, purpose, uint8, uint16, uint32, uint256 } from './primitives.ts'
import { receipt } from './receipt.ts'
import { accessRequest } from './request.ts'

/** Where an entry stands in the chain. */
export const position = z.strictObject({ blockNumber: uint256, logIndex: uint32, transactionHash: bytes32 })

export const pageQuery = z.strictObject({
  cursor: cursor.optional(),
  /** At most this many entries. */
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type PageQuery = z.infer<typeof pageQuery>

/** A page of any list; without `next` it is the last. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({ items: z.array(item), next: cursor.optional() })
}
export type Page<T> = { readonly items: readonly T[]; readonly next?: string | undefined }

export const requestEntry = z.strictObject({
  requestId: bytes32,
  request: accessRequest,
  status: z.enum(['open', 'approved', 'rejected', 'cancelled']),
  /** Only where rejected. */
  reason: uint8.optional(),
  position,
})
export type RequestEntry = z.infer<typeof requestEntry>

/** A grant as its newest event left it; whether it is readable now is the chain's to say. */
export const grantEntry = z.strictObject({
  credentialId: bytes32,
  owner: address,
  consumer: address,
  purpose: purpose.optional(),
  purposeHash: bytes32,
  /** Absent where the newest event is a revocation or a renunciation. */
  terms: z
    .strictObject({
      fields: fieldMask,
      startsAt: uint32,
      expiresAt: uint32,
      lockedUntil: uint32,
      uses: uint16,
      epoch: uint16,
      envelopeHash: bytes32,
    })
    .optional(),
  revokedAt: uint32.optional(),
  lastUsedAt: uint32.optional(),
  usesLeft: uint16.optional(),
  revision: uint32,
  position,
})
export type GrantEntry = z.infer<typeof grantEntry>

/** A registry event that names the session's address as a party: decimal strings for numbers above 32 bits. */
export const eventEntry = z.strictObject({
  name: z.string(),
  args: z.record(z.string(), z.union([z.string(), z.number()])),
  position,
})
export type EventEntry = z.infer<typeof eventEntry>

export const credentialPage = pageOf(ownCredential)
export const requestPage = pageOf(requestEntry)
export const grantPage = pageOf(grantEntry)
export const eventPage = pageOf(eventEntry)
export const receiptPage = pageOf(receipt)
