import type { TransactionReceipt } from 'viem'
import { writeTo } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { purposeHashOf } from '../../typedData/hashes.ts'
import type { SignedRevocation } from './signRevokeAccess.ts'

/** Sends an owner's signed revocation, at the cost of the client's account. */
export function revokeAccessFor(client: GrantkeepClient, parameters: SignedRevocation): Promise<TransactionReceipt> {
  const { credentialId, consumer, purpose, revision, authorization } = parameters
  const call = [credentialId, consumer, purposeHashOf(purpose), revision, authorization] as const
  return writeTo(client, 'grantRegistry', 'revokeAccessFor', call)
}
