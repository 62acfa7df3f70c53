import type { TransactionReceipt } from 'viem'
import { writeTo } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import type { Credential } from '../../wire/credential.ts'

/** Takes the issuer's word back for good; a correction is a new credential. */
export function revokeCredential(
  client: GrantkeepClient,
  parameters: { readonly credential: Credential },
): Promise<TransactionReceipt> {
  return writeTo(client, 'grantRegistry', 'revokeCredential', [parameters.credential])
}
