import type { Hex, TransactionReceipt } from 'viem'
import { writeTo } from '../../clients/contracts.ts'
import { addressOf, type GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { purposeHashOf } from '../../typedData/hashes.ts'

export type RecordUseParameters = { readonly credentialId: Hex; readonly purpose: string }

/**
 * Takes one use of a limited grant; every node answers for the next 15 minutes, so a lost response costs nothing.
 * @throws ContractRefusalError e.g. `ACCESS_USES_EXHAUSTED`, `ACCESS_USE_WINDOW_OPEN`, `ACCESS_GRANT_EXPIRED`
 */
export function recordUse(client: GrantkeepClient, parameters: RecordUseParameters): Promise<TransactionReceipt> {
  const { credentialId, purpose } = parameters
  return writeTo(client, 'grantRegistry', 'recordUse', [credentialId, addressOf(client), purposeHashOf(purpose)])
}
