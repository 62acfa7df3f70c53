import type { Address, Hex } from 'viem'
import { addressOf, type GrantkeepClient } from '../../clients/grantkeepClient.ts'
import type { SealedEnvelope } from '../../crypto/sealEnvelope.ts'
import { type Authorization, signAuthorization } from '../../typedData/signAuthorization.ts'
import { type AccessDecision, type AccessTerms, prepareAccess } from './prepareAccess.ts'

export type SignGrantAccessParameters = AccessDecision & {
  /** Unix seconds; the last second in which the grant may be sent. */
  readonly deadline: number
}
export type SignedGrantAccess = {
  readonly credentialId: Hex
  readonly consumer: Address
  readonly purpose: string
  readonly terms: AccessTerms
  readonly authorization: Authorization
  readonly envelope: SealedEnvelope
}

/** `grantAccess` as a signature that anybody may send with `grantAccessFor`: the owner needs no gas. */
export async function signGrantAccess(
  client: GrantkeepClient,
  parameters: SignGrantAccessParameters,
): Promise<SignedGrantAccess> {
  const { credentialId, consumer, purpose, deadline } = parameters
  const { terms, envelope } = await prepareAccess(client, parameters)
  const message = { owner: addressOf(client), credentialId, consumer, purpose, ...terms }
  const authorization = await signAuthorization(client, 'GrantAccess', message, deadline)
  return { credentialId, consumer, purpose, terms, authorization, envelope }
}
