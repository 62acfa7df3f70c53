import type { Hex } from 'viem'
import { findEncryptionKey } from '../../clients/findEncryptionKey.ts'
import { addressOf, type GrantkeepClient, nodeOf } from '../../clients/grantkeepClient.ts'
import { type VerifiedCredential, verifyCredential } from '../../credential/verifyCredential.ts'
import { openEnvelope } from '../../crypto/openEnvelope.ts'
import { readChunk } from '../../node/readChunk.ts'
import type { Schema } from '../../schemas/defineSchema.ts'
import type { FieldNameOf } from '../../schemas/fieldTypes.ts'
import type { CredentialStatus } from '../../wire/credential.ts'
import { requireSigningKey } from '../public/requireSigningKey.ts'
import { readOwnCredential } from './readOwnCredential.ts'

export type ReadCredentialParameters<S extends Schema, N extends FieldNameOf<S>> = {
  readonly schema: S
  readonly credentialId: Hex
  /** Names of the fields to read; all by default. */
  readonly fields?: readonly N[] | undefined
  readonly signal?: AbortSignal | undefined
}
export type ReadCredentialReturnType<S extends Schema, N extends FieldNameOf<S>> = VerifiedCredential<S, N> & {
  readonly status: CredentialStatus
}

/**
 * Reads and verifies the account's own credential: values and attachments are decrypted here, with the owner's key.
 * @throws Everything that `verifyCredential` throws.
 */
export async function readCredential<const S extends Schema, const N extends FieldNameOf<S> = FieldNameOf<S>>(
  client: GrantkeepClient,
  parameters: ReadCredentialParameters<S, N>,
): Promise<ReadCredentialReturnType<S, N>> {
  const { schema, credentialId, signal } = parameters
  const fields = parameters.fields ?? schema.fields.map(({ name }) => name as N)
  const node = nodeOf(client)
  const own = await readOwnCredential(client, { credentialId })
  const key = await findEncryptionKey(client, { account: addressOf(client), version: own.envelope.header.keyVersion })
  const verified = await verifyCredential({
    schema,
    fields,
    credentialId,
    chainId: BigInt(client.grantkeep.deployment.chainId),
    record: own,
    keys: openEnvelope({ header: own.envelope.header, shares: [own.envelope.share], key }),
    readChunk: (field, chunk) =>
      readChunk(client, node, `/v1/credentials/${credentialId}/fields/${field}/chunks/${chunk}`, signal),
  })
  await requireSigningKey(client, { credential: own.credential, thumbprint: verified.issuerKeyThumbprint })
  return { ...verified, status: own.status }
}
