import type { Hex } from 'viem'
import type { Schema } from '../schemas/defineSchema.ts'
import { fieldIndexOf } from '../schemas/fieldMask.ts'
import type { FieldNameOf, ReadAttachmentsOf, ReadClaimsOf } from '../schemas/fieldTypes.ts'
import { FieldNotAvailableError } from './errors.ts'
import { type ReadChunk, readField } from './readField.ts'
import { type CredentialRecord, verifyHeader } from './verifyHeader.ts'

export type VerifyCredentialParameters<S extends Schema, N extends FieldNameOf<S>> = {
  readonly schema: S
  /** Names of the fields to read. */
  readonly fields: readonly N[]
  /** The credential that was asked for. */
  readonly credentialId: Hex
  readonly chainId: bigint
  /** What the node sent of it. */
  readonly record: CredentialRecord
  /** Field keys out of the reader's envelope. */
  readonly keys: ReadonlyMap<number, Uint8Array>
  readonly readChunk: ReadChunk
}

export type VerifiedCredential<S extends Schema, N extends FieldNameOf<S>> = {
  /** Of the fields asked for; `null` where an optional one was left out. */
  readonly claims: ReadClaimsOf<S, N>
  readonly attachments: ReadAttachmentsOf<S, N>
  /** RFC 7638 thumbprint of the key that signed: `Directory` tells whether it was the issuer's at `issuedAt`. */
  readonly issuerKeyThumbprint: Hex
  /** SD-JWT of the fields asked for, `<jwt>~<disclosure>~…~`: any verifier of RFC 9901 takes it. */
  readonly presentation: string
}

/**
 * Verifies and decrypts fields of a credential, from what the credential's id commits to down to each byte. It is the part
 * of a verdict that needs neither chain nor clock: status, expiry, the grant and the issuer's key are the caller's to check.
 *
 * @throws Everything that {@link verifyHeader} and {@link readField} throw.
 * @throws {FieldUnknownError} The schema has no such field.
 * @throws {FieldNotAvailableError} The record folds a field away, or there is no key for it.
 */
export async function verifyCredential<const S extends Schema, const N extends FieldNameOf<S>>({
  schema,
  fields,
  credentialId,
  chainId,
  record,
  keys,
  readChunk,
}: VerifyCredentialParameters<S, N>): Promise<VerifiedCredential<S, N>> {
  const { issuerKeyThumbprint } = await verifyHeader(record, { schema, credentialId, chainId })
  const positions = [...new Set(fields.map((name) => fieldIndexOf(schema, name)))].sort((a, b) => a - b)
  const claims: Record<string, unknown> = {}
  const attachments: Record<string, unknown> = {}
  const disclosures: string[] = []
  for (const field of positions) {
    const definition = schema.fields[field] as S['fields'][number]
    const content = record.content[field]
    const key = keys.get(field)
    const commitment = record.commitments[field]
    if (content === undefined || !('chunks' in content) || key === undefined || commitment === undefined) {
      throw new FieldNotAvailableError({ field: definition.name })
    }
    const { credentialHash } = record.credential
    const read = await readField({
      definition,
      field,
      credentialHash,
      key,
      chunks: content.chunks,
      commitment,
      readChunk,
    })
    disclosures.push(read.disclosure)
    if (definition.kind === 'claim') claims[definition.name] = read.claim
    else attachments[definition.name] = read.attachment
  }
  return {
    claims: claims as ReadClaimsOf<S, N>,
    attachments: attachments as ReadAttachmentsOf<S, N>,
    issuerKeyThumbprint,
    presentation: [record.jwt, ...disclosures, ''].join('~'),
  }
}
