import type { Hex } from 'viem'
import { signTypedData } from 'viem/actions'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { explaining } from '../../errors/explainChainError.ts'
import { domainOf } from '../../typedData/domain.ts'
import { requestIdOf } from '../../typedData/hashes.ts'
import { typedDataTypes } from '../../typedData/types.ts'
import type { AccessRequest } from '../../wire/request.ts'
import { createRequest, type RequestParameters } from './createRequest.ts'

export type SignedRequest = { readonly requestId: Hex; readonly request: AccessRequest; readonly signature: Hex }

/** Asks an owner off chain: a signed request to show, which costs nothing until it is approved. */
export async function signRequest(client: GrantkeepClient, parameters: RequestParameters): Promise<SignedRequest> {
  const request = await createRequest(client, parameters)
  const signature = await explaining(
    'Signing the request',
    signTypedData(client, {
      account: client.account,
      domain: domainOf(client.grantkeep.deployment),
      types: { AccessRequest: typedDataTypes.AccessRequest },
      primaryType: 'AccessRequest',
      message: request,
    }),
  )
  return { requestId: requestIdOf(request), request, signature }
}
