import type { Address } from 'viem'
import { addressOf, type GrantkeepClient } from '../../clients/grantkeepClient.ts'
import {
  type CreateCredentialParameters,
  type CreatedCredential,
  createCredential,
} from '../../credential/createCredential.ts'
import type { Schema } from '../../schemas/defineSchema.ts'
import { getEncryptionKey } from '../public/getEncryptionKey.ts'
import { latestTime } from '../public/latestTime.ts'

/** What an issuer states; chain, registry, issuer and the owner's key come from the client and the chain. */
export type CredentialStatement<S extends Schema> = Omit<
  CreateCredentialParameters<S>,
  'issuer' | 'chainId' | 'registry' | 'ownerKey' | 'issuedAt'
> & {
  readonly owner: Address
  /** Unix seconds; the latest block's by default. */
  readonly issuedAt?: number | undefined
}

/** Signs and encrypts a credential by the client's account for its owner; nothing is sent. */
export async function prepareCredential<const S extends Schema>(
  client: GrantkeepClient,
  statement: CredentialStatement<S>,
): Promise<CreatedCredential> {
  const { chainId, grantRegistry } = client.grantkeep.deployment
  const [ownerKey, now] = await Promise.all([
    getEncryptionKey(client, { account: statement.owner }),
    latestTime(client),
  ])
  return createCredential({
    ...(statement as unknown as CreateCredentialParameters<S>),
    issuer: addressOf(client),
    issuedAt: statement.issuedAt ?? now,
    chainId: BigInt(chainId),
    registry: grantRegistry,
    ownerKey,
  })
}
