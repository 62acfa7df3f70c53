import type { Address, Hex, TransactionReceipt } from 'viem'
import { writeTo } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { purposeHashOf } from '../../typedData/hashes.ts'

export type RevokeAccessParameters = {
  readonly credentialId: Hex
  readonly consumer: Address
  readonly purpose: string
}

/** Ends a grant: at once, or at `lockedUntil` where a lock was agreed. */
export function revokeAccess(client: GrantkeepClient, parameters: RevokeAccessParameters): Promise<TransactionReceipt> {
  const { credentialId, consumer, purpose } = parameters
  return writeTo(client, 'grantRegistry', 'revokeAccess', [credentialId, consumer, purposeHashOf(purpose)])
}
