import type { Hex } from 'viem'
import type { BlockReference, Clock } from '../ports.ts'
import { ChainUnavailableError } from './ChainUnavailableError.ts'

export type HeadWatchParameters = {
  readonly clock: Clock
  /** Seconds. */
  readonly maxHeadAge: number
  readonly maxReorgDepth: number
}

/** @throws {ChainUnavailableError} `CHAIN_STALE`, `CHAIN_WENT_BACK`. */
export type HeadWatch = (head: BlockReference & { readonly parentHash: Hex }) => void

/** Remembers the heads seen, and refuses one that is too old, or older than what was seen. */
export function createHeadWatch({ clock, maxHeadAge, maxReorgDepth }: HeadWatchParameters): HeadWatch {
  /** Hashes of our chain's newest blocks, as far as seen. */
  const hashes = new Map<bigint, Hex>()
  let newest: BlockReference | undefined
  let advancedAt = 0

  return (head) => {
    if (newest !== undefined && head.number < newest.number) assertReorganised(head, newest)
    if (head.hash !== newest?.hash) {
      newest = head
      advancedAt = clock.monotonic()
      // What is not known to be below this head says nothing about a lower one.
      if (hashes.get(head.number - 1n) !== head.parentHash) hashes.clear()
      hashes.set(head.number - 1n, head.parentHash)
      hashes.set(head.number, head.hash)
      for (const number of hashes.keys()) {
        if (number > head.number || number < head.number - BigInt(maxReorgDepth) - 1n) hashes.delete(number)
      }
    }
    const age = clock.now() - head.timestamp
    if (age > maxHeadAge) throw new ChainUnavailableError('CHAIN_STALE', { headAge: age, maxHeadAge })
    // A chain whose clock runs ahead looks young for a while after it has died.
    const standing = (clock.monotonic() - advancedAt) / 1000
    if (standing > maxHeadAge) {
      throw new ChainUnavailableError('CHAIN_STALE', { unchangedFor: Math.floor(standing), maxHeadAge })
    }
  }

  /**
   * A lower head is a reorganisation only where it contradicts what was seen at its own height. Otherwise it is our chain from
   * a node that lags, and a revocation that was seen already is not in it.
   */
  function assertReorganised(head: BlockReference, newest: BlockReference): void {
    const known = hashes.get(head.number)
    const isReorganisation = known !== undefined && known !== head.hash
    if (isReorganisation && newest.number - head.number <= BigInt(maxReorgDepth)) return
    throw new ChainUnavailableError('CHAIN_WENT_BACK', {
      blockNumber: head.number.toString(),
      newestSeen: newest.number.toString(),
    })
  }
}
