import type { Account } from 'viem'
import { getBlock } from 'viem/actions'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { explaining } from '../../errors/explainChainError.ts'

/** Timestamp of the latest block, unix seconds: the clock that terms and deadlines are judged by. */
export async function latestTime(client: GrantkeepClient<Account | undefined>): Promise<number> {
  const { timestamp } = await explaining('Reading the latest block', getBlock(client, { blockTag: 'latest' }))
  return Number(timestamp)
}
