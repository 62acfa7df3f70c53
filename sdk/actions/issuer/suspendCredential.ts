import type { TransactionReceipt } from 'viem'
import { writeTo } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import type { Credential } from '../../wire/credential.ts'

/** Puts the issuer's word on hold; grants stand, and a verdict reports the status. */
export function suspendCredential(
  client: GrantkeepClient,
  parameters: { readonly credential: Credential },
): Promise<TransactionReceipt> {
  return writeTo(client, 'grantRegistry', 'suspendCredential', [parameters.credential])
}
