import type { Hex, TransactionReceipt } from 'viem'
import { writeTo } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'

/** Takes a credential out of use for good: its grants end, but for agreed locks, and nodes are to erase it. */
export function withdrawCredential(
  client: GrantkeepClient,
  parameters: { readonly credentialId: Hex },
): Promise<TransactionReceipt> {
  return writeTo(client, 'grantRegistry', 'withdrawCredential', [parameters.credentialId])
}
