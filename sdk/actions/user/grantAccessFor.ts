import { writeTo } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { deliverEnvelope } from './deliverEnvelope.ts'
import type { GrantAccessReturnType } from './grantAccess.ts'
import type { SignedGrantAccess } from './signGrantAccess.ts'

/** Sends an owner's signed grant, at the cost of the client's account, and delivers its envelope. */
export async function grantAccessFor(
  client: GrantkeepClient,
  parameters: SignedGrantAccess,
): Promise<GrantAccessReturnType> {
  const { credentialId, consumer, purpose, terms, authorization, envelope } = parameters
  const call = [credentialId, consumer, purpose, terms, authorization] as const
  const receipt = await writeTo(client, 'grantRegistry', 'grantAccessFor', call)
  const delivery = await deliverEnvelope(client, { envelope })
  const { transactionHash, gasUsed } = receipt
  return { transactionHash, gasUsed, terms, revision: terms.revision + 1, envelope, delivery }
}
