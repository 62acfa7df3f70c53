import { z } from 'zod'
import { envelope } from './envelope.ts'
import { address, bytes32, uint8, uint32 } from './primitives.ts'

/** `Credential` of `ICredentials.sol`: the immutable header that `credentialId` commits to. */
export const credential = z.strictObject({
  owner: address,
  issuer: address,
  schemaId: bytes32,
  credentialHash: bytes32,
  fieldsRoot: bytes32,
  contentRoot: bytes32,
  issuedAt: uint32,
  expiresAt: uint32,
  salt: bytes32,
})
export type Credential = z.infer<typeof credential>

export const credentialStatus = z.enum(['none', 'active', 'suspended', 'revoked', 'withdrawn'])
export type CredentialStatus = z.infer<typeof credentialStatus>

/** Issuer-signed JWT in compact form, without disclosures. */
export const issuerJwt = z
  .string()
  .max(65_536)
  .regex(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/)

/** At most 16 MiB of attachment and its frame, in chunks of 256 KiB. */
export const maxChunksPerField = 65

/** One field's ciphertext: SHA-256 leaf hashes of its chunks, in order. */
export const fieldContent = z.strictObject({ chunks: z.array(bytes32).min(1).max(maxChunksPerField) })
/** A field that the reader was not granted: enough to recompute `contentRoot`. */
export const foldedFieldContent = z.strictObject({ chunkCount: uint32.min(1).max(maxChunksPerField), root: bytes32 })

/** `PUT /v1/credentials/:credentialId` */
export const credentialUpload = z.strictObject({
  credential,
  jwt: issuerJwt,
  /** SHA-256 digests of the disclosures, in schema order. */
  commitments: z.array(bytes32).min(1).max(64),
  /** In schema order. */
  content: z.array(fieldContent).min(1).max(64),
  /** The owner's own first envelope, sealed by the issuer. */
  envelope,
})
export type CredentialUpload = z.infer<typeof credentialUpload>

/** Answer to an upload: what was stored durably, and what is still to be sent. */
export const credentialUploadResult = z.strictObject({
  credentialId: bytes32,
  complete: z.boolean(),
  missing: z.array(z.strictObject({ field: uint8, chunks: z.array(uint32) })),
})
export type CredentialUploadResult = z.infer<typeof credentialUploadResult>

/** `GET /v1/credentials/:credentialId`, for the owner. */
export const ownCredential = z.strictObject({
  credentialId: bytes32,
  credential,
  status: credentialStatus,
  epoch: uint32,
  jwt: issuerJwt,
  commitments: z.array(bytes32),
  content: z.array(fieldContent),
  envelope,
  complete: z.boolean(),
})
export type OwnCredential = z.infer<typeof ownCredential>
