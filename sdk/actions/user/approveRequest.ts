import { writeTo } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { decideRequest, type RequestDecision } from './decideRequest.ts'
import { deliverEnvelope } from './deliverEnvelope.ts'
import type { GrantAccessReturnType } from './grantAccess.ts'
import { prepareAccess } from './prepareAccess.ts'

export type ApproveRequestParameters = RequestDecision
export type ApproveRequestReturnType = GrantAccessReturnType

/**
 * Says yes to an access request, to all of it or to less: the grant and its envelope follow from one transaction.
 * @throws ContractRefusalError e.g. `APPROVAL_EXCEEDS_FIELDS`, `REQUEST_DEADLINE_PASSED`, `REQUEST_STATUS_INVALID`
 */
export async function approveRequest(
  client: GrantkeepClient,
  parameters: ApproveRequestParameters,
): Promise<ApproveRequestReturnType> {
  const { request, consumerSignature = '0x' } = parameters
  const { terms, envelope, own } = await prepareAccess(client, await decideRequest(client, parameters))
  const call = [request, own.credential, terms, consumerSignature] as const
  const receipt = await writeTo(client, 'grantRegistry', 'approveRequest', call)
  const delivery = await deliverEnvelope(client, { envelope })
  const { transactionHash, gasUsed } = receipt
  return { transactionHash, gasUsed, terms, revision: terms.revision + 1, envelope, delivery }
}
