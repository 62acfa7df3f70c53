import type { Hex } from 'viem'
import { writeTo } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { requestIdOf } from '../../typedData/hashes.ts'
import type { AccessRequest } from '../../wire/request.ts'
import { createRequest, type RequestParameters } from './createRequest.ts'

export type OpenRequestReturnType = {
  readonly requestId: Hex
  readonly request: AccessRequest
  readonly transactionHash: Hex
  readonly gasUsed: bigint
}

/** Asks an owner, on chain, for some fields of a credential. */
export async function openRequest(
  client: GrantkeepClient,
  parameters: RequestParameters,
): Promise<OpenRequestReturnType> {
  const request = await createRequest(client, parameters)
  const { transactionHash, gasUsed } = await writeTo(client, 'grantRegistry', 'openRequest', [request])
  return { requestId: requestIdOf(request), request, transactionHash, gasUsed }
}
