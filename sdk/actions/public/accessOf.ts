import { type Account, type Address, type Hex, zeroAddress } from 'viem'
import { readFrom } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { purposeHashOf } from '../../typedData/hashes.ts'

export type AccessOfParameters = {
  readonly credentialId: Hex
  readonly consumer: Address
  /** The purpose's text. */
  readonly purpose: string
  /** Who would read for the consumer; the answer's `actorMayAct` tells whether it may. */
  readonly actor?: Address | undefined
}
export type AccessOfReturnType = Awaited<ReturnType<typeof accessOf>>

/** What the chain lets a consumer read now, with the stored grant, the credential's status and the block it was read at. */
export function accessOf(client: GrantkeepClient<Account | undefined>, parameters: AccessOfParameters) {
  const { credentialId, consumer, purpose, actor = zeroAddress } = parameters
  return readFrom(client, 'grantRegistry', 'accessOf', [credentialId, consumer, purposeHashOf(purpose), actor])
}
