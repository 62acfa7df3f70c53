import { z } from 'zod'
import { credential, credentialStatus, fieldContent, foldedFieldContent, issuerJwt } from './credential.ts'
import { envelope } from './envelope.ts'
import { address, bytes32, fieldMask, purpose, uint16, uint32, uint256 } from './primitives.ts'
import { receipt } from './receipt.ts'

/** `POST /v1/releases` */
export const releaseRequest = z.strictObject({
  credentialId: bytes32,
  /** On whose grant the session reads: its own address, or an account that it may act for. */
  consumer: address,
  purpose,
  fields: fieldMask,
})
export type ReleaseRequest = z.infer<typeof releaseRequest>

/** The block that the decision was read at. */
export const blockReference = z.strictObject({ number: uint256, hash: bytes32, timestamp: uint32 })

/** What the chain said at `block`. */
export const grantView = z.strictObject({
  fields: fieldMask,
  startsAt: uint32,
  expiresAt: uint32,
  lockedUntil: uint32,
  lastUsedAt: uint32,
  usesLeft: uint16,
  revision: uint32,
})

/** One answer to a consumer; the ciphertext follows under `releaseId`, until `servedUntil`. */
export const release = z.strictObject({
  /** Hash of the receipt's leaf. */
  releaseId: bytes32,
  credentialId: bytes32,
  credential,
  status: credentialStatus,
  grant: grantView,
  block: blockReference,
  jwt: issuerJwt,
  commitments: z.array(bytes32).min(1).max(64),
  /** In schema order: chunk hashes of the fields asked for, the others folded to their roots. */
  content: z
    .array(z.union([fieldContent, foldedFieldContent]))
    .min(1)
    .max(64),
  envelope,
  receipt,
  /** Unix seconds, the node's clock: chunks are served until then. */
  servedUntil: uint32,
})
export type Release = z.infer<typeof release>
