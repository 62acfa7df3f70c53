import type { IndexStore } from '../ports.ts'
import { ChainUnavailableError } from './ChainUnavailableError.ts'
import type { Rpc } from './rpc.ts'

export type FindForkParameters = {
  readonly rpc: Rpc
  readonly store: Pick<IndexStore, 'blockAt'>
  /** The highest block that can be common to index and chain. */
  readonly highest: bigint
  /** How far below it a reorganisation is believed. */
  readonly maxDepth: number
  readonly signal?: AbortSignal | undefined
}

/**
 * The newest block that the index and the chain have in common, by halving: below a fork all are common, above it none.
 *
 * @throws {ChainUnavailableError} `INDEX_HISTORY_LOST`: no block that the index remembers is on the chain. Also what a read
 * throws.
 */
export async function findFork({ rpc, store, highest, maxDepth, signal }: FindForkParameters): Promise<bigint> {
  const hashes: string[] = []
  for (let number = highest; number >= 0n && hashes.length < maxDepth; number -= 1n) {
    const block = store.blockAt(number)
    if (block === undefined) break
    hashes.push(block.hash)
  }
  const isCommon = async (depth: number) => {
    const block = await rpc.block(highest - BigInt(depth), signal)
    // A node that lags says nothing about what was reorganised.
    if (block === undefined) throw new ChainUnavailableError('CHAIN_ANSWER_INVALID', { problem: 'NO_BLOCK' })
    return block.hash === hashes[depth]
  }

  // Depths: every one below `low` is off the chain; `high` is on it, if it is a depth at all.
  let [low, high] = [0, hashes.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (await isCommon(middle)) high = middle
    else low = middle + 1
  }
  if (low === hashes.length) {
    throw new ChainUnavailableError('INDEX_HISTORY_LOST', { newest: highest.toString(), remembered: hashes.length })
  }
  return highest - BigInt(low)
}
