import { setTimeout as delay } from 'node:timers/promises'
import { type Address, getAddress, type Hex } from 'viem'
import type { IndexedBlock, Indexer, IndexStore } from '../ports.ts'
import { ChainUnavailableError } from './ChainUnavailableError.ts'
import { fetchBlocksWithEvents, fetchLinkedBlocks } from './fetchBlocks.ts'
import { findFork } from './findFork.ts'
import type { Rpc } from './rpc.ts'

export type IndexerLogger = Readonly<
  Record<'info' | 'warn' | 'error', (fields: Readonly<Record<string, unknown>>, message: string) => void>
>

export type CreateIndexerParameters = {
  readonly rpc: Rpc
  readonly store: Pick<IndexStore, 'head' | 'blockAt' | 'applyBlocks' | 'rollBackTo'>
  readonly chainId: bigint
  readonly registry: Address
  /** Where the index begins. */
  readonly deployment: { readonly block: bigint; readonly hash: Hex }
  readonly logger: IndexerLogger
  readonly pollMs?: number
  /** Blocks below the head that a reorganisation is followed into, and that are fetched one by one. */
  readonly maxReorgDepth?: number
  /** Told once, when the index can't go on: nothing that the chain says may be decided on then. */
  readonly onHalted?: (error: ChainUnavailableError) => void
}

export type RunningIndexer = Indexer & {
  /** Follows the chain until `signal` aborts; resolves when nothing of it runs any more. */
  readonly run: (signal: AbortSignal) => Promise<void>
}

const maxLinkedBlocks = 64
const maxLogRange = 2_000
/** More logs than this in one answer may be all that the node gives, and not all there are. */
const suspiciousLogCount = 10_000
const maxBackoffMs = 5_000

/** Follows the registry's events into the store, block by block. */
export function createIndexer({
  rpc,
  store,
  chainId,
  registry: configuredRegistry,
  deployment,
  logger,
  pollMs = 1_000,
  maxReorgDepth = 256,
  onHalted,
}: CreateIndexerParameters): RunningIndexer {
  const registry = getAddress(configuredRegistry)
  let range = maxLinkedBlocks
  let halted: ChainUnavailableError | undefined
  let stop: AbortSignal | undefined
  let current: Promise<void> | undefined
  let next: Promise<void> | undefined

  async function catchUp(): Promise<void> {
    await assertChainId()
    // A chain that changes whenever it is looked at is not followed for ever.
    for (let reorganisations = 0; reorganisations < 8; ) {
      stop?.throwIfAborted()
      const step = await advance()
      if (step === 'done') return
      if (step === 'reorganised') reorganisations += 1
    }
    throw new ChainUnavailableError('CHAIN_ANSWER_INCONSISTENT', { problem: 'REORGANISING' })
  }

  /** Another chain would look like a reorganisation of everything. */
  async function assertChainId(): Promise<void> {
    const actual = await rpc.chainId(stop)
    if (actual !== chainId) throw new ChainUnavailableError('CHAIN_ID_MISMATCH', { actual: actual.toString() })
  }

  async function advance(): Promise<'advanced' | 'reorganised' | 'done'> {
    const latest = await rpc.block('latest', stop)
    if (latest === undefined) throw new ChainUnavailableError('CHAIN_ANSWER_INVALID', { problem: 'NO_HEAD' })
    const head = store.head()
    if (head === undefined && !(await hasDeployment())) return 'done'
    if (head !== undefined && latest.number <= head.number) {
      const stored = store.blockAt(latest.number)
      // A chain that is merely behind is waited for: a node that lags, or one whose newest blocks are gone.
      if (stored?.hash === latest.hash) return 'done'
      if (stored === undefined) {
        throw new ChainUnavailableError('CHAIN_WENT_BACK', {
          blockNumber: latest.number.toString(),
          newestSeen: head.number.toString(),
        })
      }
      return rollBack(latest.number)
    }

    const from = head === undefined ? deployment.block : head.number + 1n
    if (from > latest.number) return 'done'
    const finalTo = latest.number - BigInt(maxReorgDepth)
    const isLongPast = from <= finalTo
    if (isLongPast && head !== undefined && (await rpc.block(head.number, stop))?.hash !== head.hash) {
      return rollBack(head.number)
    }
    const blocks = isLongPast
      ? await fetch(fetchBlocksWithEvents, from, finalTo, maxLogRange)
      : await fetch(fetchLinkedBlocks, from, latest.number, maxLinkedBlocks)
    if (blocks === undefined) return 'reorganised'
    if (head !== undefined && !isLongPast && blocks[0]?.parentHash !== head.hash) return rollBack(head.number)
    stop?.throwIfAborted()
    store.applyBlocks(blocks)
    return 'advanced'
  }

  /** As many blocks as the node answers for at once; its limits are found by running into them. */
  async function fetch(
    fetchRange: typeof fetchLinkedBlocks,
    from: bigint,
    last: bigint,
    maxRange: number,
  ): Promise<readonly IndexedBlock[] | undefined> {
    for (;;) {
      const length = Math.min(range, maxRange, Number(last - from) + 1)
      try {
        const blocks = await fetchRange({ rpc, registry, from, to: from + BigInt(length) - 1n, signal: stop })
        const logCount = blocks?.reduce((count, block) => count + block.events.length, 0) ?? 0
        if (logCount >= suspiciousLogCount && length > 1) {
          range = Math.ceil(length / 2)
          continue
        }
        range = Math.min(length === range ? range * 2 : range, maxLogRange)
        return blocks
      } catch (error) {
        if (length === 1 || stop?.aborted || !(error instanceof ChainUnavailableError)) throw error
        range = Math.ceil(length / 2)
      }
    }
  }

  async function rollBack(highest: bigint): Promise<'reorganised'> {
    const fork = await findFork({ rpc, store, highest, maxDepth: maxReorgDepth, signal: stop })
    const head = store.head()
    store.rollBackTo(fork)
    logger.warn({ from: head?.number.toString(), to: fork.toString() }, 'the chain was reorganised')
    return 'reorganised'
  }

  async function hasDeployment(): Promise<boolean> {
    const block = await rpc.block(deployment.block, stop)
    if (block === undefined || block.hash === deployment.hash) return block !== undefined
    throw new ChainUnavailableError('INDEX_HISTORY_LOST', { deploymentBlock: deployment.block.toString() })
  }

  async function catchUpOrHalt(): Promise<void> {
    if (halted !== undefined) throw halted
    try {
      await catchUp()
    } catch (error) {
      if (error instanceof ChainUnavailableError && error.code === 'INDEX_HISTORY_LOST') {
        await assertChainId()
        halted = error
        logger.error({ code: error.code, ...error.details }, 'the index cannot follow the chain any more')
        onHalted?.(error)
      }
      throw error
    }
  }

  function start(): Promise<void> {
    const started = catchUpOrHalt().finally(() => {
      current = undefined
    })
    current = started
    return started
  }

  /** A caller may know of a block that the run in progress did not see, so it waits for the run after that. */
  function sync(): Promise<void> {
    if (next !== undefined) return next
    if (current === undefined) return start()
    next = current
      .catch(() => {})
      .then(() => {
        next = undefined
        return start()
      })
    return next
  }

  async function run(signal: AbortSignal): Promise<void> {
    stop = signal
    let failures = 0
    while (!signal.aborted && halted === undefined) {
      try {
        await sync()
        if (failures > 0) logger.info({ failures }, 'the index follows the chain again')
        failures = 0
      } catch (error) {
        if (signal.aborted) break
        failures += 1
        const code = error instanceof ChainUnavailableError ? error.code : undefined
        const details = error instanceof ChainUnavailableError ? error.details : { err: error }
        if (halted === undefined)
          logger.warn({ code, ...details, failures }, 'the index could not be brought up to date')
      }
      const pause = Math.min(pollMs * 2 ** Math.min(failures, 10), Math.max(pollMs, maxBackoffMs))
      await delay(pause, undefined, { signal }).catch(() => {})
    }
    // Nothing may be written after the store is closed.
    while ((next ?? current) !== undefined) await (next ?? current)?.catch(() => {})
  }

  return { sync, run }
}
