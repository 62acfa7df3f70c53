import { addressOf, type GrantkeepClient } from '../../clients/grantkeepClient.ts'
import type { CreatedCredential } from '../../credential/createCredential.ts'
import type { Schema } from '../../schemas/defineSchema.ts'
import { type Authorization, signAuthorization } from '../../typedData/signAuthorization.ts'
import { type CredentialStatement, prepareCredential } from './prepareCredential.ts'

export type OfferCredentialParameters<S extends Schema> = CredentialStatement<S> & {
  /** Unix seconds; the last second in which the owner may accept. */
  readonly deadline: number
}
export type OfferCredentialReturnType = {
  /** To upload with `uploadCredential` once the owner has accepted. */
  readonly created: CreatedCredential
  /** For the owner's `acceptCredential`. */
  readonly offer: Authorization
}

/** Signs and encrypts a credential and offers it to its owner, who registers it on chain by accepting. */
export async function offerCredential<const S extends Schema>(
  client: GrantkeepClient,
  parameters: OfferCredentialParameters<S>,
): Promise<OfferCredentialReturnType> {
  const { deadline, ...statement } = parameters
  const created = await prepareCredential<S>(client, statement as unknown as CredentialStatement<S>)
  const message = { issuer: addressOf(client), credentialId: created.credentialId }
  return { created, offer: await signAuthorization(client, 'IssuanceOffer', message, deadline) }
}
