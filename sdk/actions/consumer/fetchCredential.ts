import type { Address, Hex } from 'viem'
import { findEncryptionKey } from '../../clients/findEncryptionKey.ts'
import { addressOf, type GrantkeepClient, nodeOf } from '../../clients/grantkeepClient.ts'
import { type VerifiedCredential, verifyCredential } from '../../credential/verifyCredential.ts'
import { openEnvelope } from '../../crypto/openEnvelope.ts'
import { readChunk } from '../../node/readChunk.ts'
import type { Schema } from '../../schemas/defineSchema.ts'
import { fieldMaskOf } from '../../schemas/fieldMask.ts'
import type { FieldNameOf } from '../../schemas/fieldTypes.ts'
import type { Receipt } from '../../wire/receipt.ts'
import type { Release } from '../../wire/release.ts'
import { requireSigningKey } from '../public/requireSigningKey.ts'
import { requestRelease } from './requestRelease.ts'
import { requireAcceptable } from './requireAcceptable.ts'
import { requireAccess } from './requireAccess.ts'

export type FetchCredentialParameters<S extends Schema, N extends FieldNameOf<S>> = {
  readonly schema: S
  readonly credentialId: Hex
  /** Names of the fields to read. */
  readonly fields: readonly N[]
  readonly purpose: string
  /** Issuers whose word is accepted; any by default. */
  readonly issuers?: readonly Address[] | undefined
  /** On whose grant to read; the client's own account by default. */
  readonly consumer?: Address | undefined
  readonly signal?: AbortSignal | undefined
}
export type FetchCredentialReturnType<S extends Schema, N extends FieldNameOf<S>> = VerifiedCredential<S, N> & {
  readonly credentialId: Hex
  readonly owner: Address
  readonly issuer: Address
  /** Unix seconds; when the issuer's word ends. */
  readonly expiresAt: number
  /** The node's signed record of this release, to keep. */
  readonly receipt: Receipt
  /** The block at which the node decided. */
  readonly block: Release['block']
}

/**
 * The one verdict: fetches granted fields, verifies everything about them, decrypts them, and returns typed claims, or
 * throws the reason. The node is trusted with nothing: what it sends is checked against the credential's id, and status,
 * expiry, the issuer's key and the grant against the chain through the client's own connection.
 *
 * @throws NodeRefusalError e.g. `FIELD_NOT_GRANTED`, `ACCESS_GRANT_REVOKED`, `ACCESS_USE_WINDOW_CLOSED`
 * @throws GrantkeepError e.g. `CREDENTIAL_STATUS_INVALID`, `CREDENTIAL_EXPIRED`, `ISSUER_NOT_ACCEPTED`,
 * `SIGNING_KEY_NOT_FOUND`, `CHUNK_HASH_MISMATCH`
 * @example
 * const { claims } = await consumer.fetchCredential({
 *   schema: kycLevel, credentialId, fields: ['age_over_18', 'country'], purpose: 'dpv:IdentityVerification',
 * })
 * if (claims.age_over_18) …
 */
export async function fetchCredential<const S extends Schema, const N extends FieldNameOf<S>>(
  client: GrantkeepClient,
  parameters: FetchCredentialParameters<S, N>,
): Promise<FetchCredentialReturnType<S, N>> {
  const { schema, credentialId, fields, purpose, issuers, signal } = parameters
  const consumer = parameters.consumer ?? addressOf(client)
  const mask = fieldMaskOf(schema, fields)
  const node = nodeOf(client)

  const release = await requestRelease(client, node, { credentialId, consumer, purpose, fields: mask, signal })
  requireAcceptable(release.credential, { schema, issuers })
  const { header, share } = release.envelope
  const key = await findEncryptionKey(client, { account: consumer, version: header.keyVersion })
  const verified = await verifyCredential({
    schema,
    fields,
    credentialId,
    chainId: BigInt(client.grantkeep.deployment.chainId),
    record: release,
    keys: openEnvelope({ header, shares: [share], key }),
    readChunk: (field, chunk) =>
      readChunk(client, node, `/v1/releases/${release.releaseId}/fields/${field}/chunks/${chunk}`, signal),
  })
  const { credential } = release
  await requireSigningKey(client, { credential, thumbprint: verified.issuerKeyThumbprint })
  // Last, so that the verdict is as new as it can be.
  await requireAccess(client, { credential, credentialId, consumer, purpose, fields: mask })
  const { owner, issuer, expiresAt } = credential
  return { ...verified, credentialId, owner, issuer, expiresAt, receipt: release.receipt, block: release.block }
}
