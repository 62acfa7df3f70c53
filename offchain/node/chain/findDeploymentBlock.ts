import type { Address } from 'viem'
import { ChainUnavailableError } from './ChainUnavailableError.ts'
import type { Rpc } from './rpc.ts'

/**
 * The first block after which `registry` has code, by halving: code, once there, stays.
 *
 * @param parameters.head - A block after which it has code.
 * @throws {ChainUnavailableError} `CHAIN_HISTORY_UNAVAILABLE`, and what a read throws.
 */
export async function findDeploymentBlock({
  rpc,
  registry,
  head,
}: {
  readonly rpc: Rpc
  readonly registry: Address
  readonly head: bigint
}): Promise<bigint> {
  let [low, high] = [0n, head]
  while (low < high) {
    const middle = (low + high) / 2n
    if (await hasCode(middle)) high = middle
    else low = middle + 1n
  }
  return low

  async function hasCode(block: bigint): Promise<boolean> {
    try {
      return (await rpc.code(registry, block)) !== '0x'
    } catch (error) {
      const isRefused = error instanceof ChainUnavailableError && /^ERROR_/.test(String(error.details.problem))
      throw isRefused ? new ChainUnavailableError('CHAIN_HISTORY_UNAVAILABLE', { block: block.toString() }) : error
    }
  }
}
