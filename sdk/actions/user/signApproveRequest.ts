import type { Hex } from 'viem'
import { addressOf, type GrantkeepClient } from '../../clients/grantkeepClient.ts'
import type { SealedEnvelope } from '../../crypto/sealEnvelope.ts'
import { requestIdOf } from '../../typedData/hashes.ts'
import { type Authorization, signAuthorization } from '../../typedData/signAuthorization.ts'
import type { Credential } from '../../wire/credential.ts'
import type { AccessRequest } from '../../wire/request.ts'
import { decideRequest, type RequestDecision } from './decideRequest.ts'
import { type AccessTerms, prepareAccess } from './prepareAccess.ts'

export type SignApproveRequestParameters = RequestDecision & {
  /** Unix seconds; the last second in which the approval may be sent. */
  readonly deadline: number
}
export type SignedApproval = {
  readonly request: AccessRequest
  readonly credential: Credential
  readonly terms: AccessTerms
  readonly consumerSignature: Hex
  readonly authorization: Authorization
  readonly envelope: SealedEnvelope
}

/** `approveRequest` as a signature that anybody, the consumer for one, may send with `approveRequestFor`. */
export async function signApproveRequest(
  client: GrantkeepClient,
  parameters: SignApproveRequestParameters,
): Promise<SignedApproval> {
  const { request, credentialId, consumerSignature = '0x', deadline } = parameters
  const { terms, envelope, own } = await prepareAccess(client, await decideRequest(client, parameters))
  const { consumer, purpose } = request
  const message = {
    owner: addressOf(client),
    requestId: requestIdOf(request),
    credentialId,
    consumer,
    purpose,
    ...terms,
  }
  const authorization = await signAuthorization(client, 'ApproveRequest', message, deadline)
  return { request, credential: own.credential, terms, consumerSignature, authorization, envelope }
}
