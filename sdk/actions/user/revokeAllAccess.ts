import type { Hex, TransactionReceipt } from 'viem'
import { writeTo } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'

/** Ends every grant on a credential, whatever their number, but for agreed locks. */
export function revokeAllAccess(
  client: GrantkeepClient,
  parameters: { readonly credentialId: Hex },
): Promise<TransactionReceipt> {
  return writeTo(client, 'grantRegistry', 'revokeAllAccess', [parameters.credentialId])
}
