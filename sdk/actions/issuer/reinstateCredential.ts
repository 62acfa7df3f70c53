import type { TransactionReceipt } from 'viem'
import { writeTo } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import type { Credential } from '../../wire/credential.ts'

/** Ends a suspension. */
export function reinstateCredential(
  client: GrantkeepClient,
  parameters: { readonly credential: Credential },
): Promise<TransactionReceipt> {
  return writeTo(client, 'grantRegistry', 'reinstateCredential', [parameters.credential])
}
