import { writeTo } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import type { ApproveRequestReturnType } from './approveRequest.ts'
import { deliverEnvelope } from './deliverEnvelope.ts'
import type { SignedApproval } from './signApproveRequest.ts'

/** Sends an owner's signed approval, at the cost of the client's account, and delivers its envelope. */
export async function approveRequestFor(
  client: GrantkeepClient,
  parameters: SignedApproval,
): Promise<ApproveRequestReturnType> {
  const { request, credential, terms, consumerSignature, authorization, envelope } = parameters
  const call = [request, credential, terms, consumerSignature, authorization] as const
  const receipt = await writeTo(client, 'grantRegistry', 'approveRequestFor', call)
  const delivery = await deliverEnvelope(client, { envelope })
  const { transactionHash, gasUsed } = receipt
  return { transactionHash, gasUsed, terms, revision: terms.revision + 1, envelope, delivery }
}
