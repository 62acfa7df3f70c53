import type { TransactionReceipt } from 'viem'
import { writeTo } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import type { AccessRequest } from '../../wire/request.ts'

/** Takes back a request, opened or only signed: it can no longer be approved. */
export function cancelRequest(
  client: GrantkeepClient,
  parameters: { readonly request: AccessRequest },
): Promise<TransactionReceipt> {
  return writeTo(client, 'grantRegistry', 'cancelRequest', [parameters.request])
}
