import type { TransactionReceipt } from 'viem'
import { writeTo } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'

/** Sets the name (at most 64 bytes) and URI (at most 256 bytes) that the account shows; a claim, not a proof. */
export function setProfile(
  client: GrantkeepClient,
  parameters: { readonly name: string; readonly uri: string },
): Promise<TransactionReceipt> {
  return writeTo(client, 'directory', 'setProfile', [parameters.name, parameters.uri])
}
