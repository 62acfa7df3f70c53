import { type Address, getAddress, zeroAddress, zeroHash } from 'viem'
import type { Access, AccessQuery, Chain, Clock } from '../ports.ts'
import { ChainUnavailableError } from './ChainUnavailableError.ts'
import { createHeadWatch } from './headWatch.ts'
import { readAccess } from './readAccess.ts'
import type { Rpc } from './rpc.ts'

export type CreateChainParameters = {
  readonly rpc: Rpc
  readonly chainId: bigint
  readonly registry: Address
  readonly clock: Clock
  /** Seconds; a head older than this is not decided on. */
  readonly maxHeadAge?: number
  /** Milliseconds for one whole read, retry included. */
  readonly timeoutMs?: number
  /** Blocks that the head's number may fall by in a reorganisation. */
  readonly maxReorgDepth?: number
}

export type HaltableChain = Chain & {
  /** From now on every read throws `error`: for whoever finds that the chain is not to be believed at all. */
  readonly halt: (error: ChainUnavailableError) => void
}

/** Failures that the next node behind a load balancer, or the next moment, may not have. */
const worthAnotherTry = new Set<string>([
  'CHAIN_UNREACHABLE',
  'CHAIN_ANSWER_INVALID',
  'CHAIN_ANSWER_INCONSISTENT',
  'CHAIN_WENT_BACK',
])

/** The chain, read fail-closed: what a decision is taken on is read at one named block, which is the newest. */
export function createChain({
  rpc,
  chainId,
  registry: configuredRegistry,
  clock,
  maxHeadAge = 60,
  timeoutMs = 2_000,
  maxReorgDepth = 7,
}: CreateChainParameters): HaltableChain {
  const registry = getAddress(configuredRegistry)
  const watch = createHeadWatch({ clock, maxHeadAge, maxReorgDepth })
  let halted: ChainUnavailableError | undefined

  const readOnce = async (query: AccessQuery, signal: AbortSignal): Promise<Access> => {
    const header = await rpc.block('latest', signal)
    if (header === undefined) throw new ChainUnavailableError('CHAIN_ANSWER_INVALID', { problem: 'NO_HEAD' })
    const block = { number: header.number, hash: header.hash, timestamp: header.timestamp }
    const access = await readAccess({ rpc, chainId, registry, block, query, signal })
    // Last, since reads overlap: of two, the one that ends later must not be of an older block than the one that ended.
    watch({ ...block, parentHash: header.parentHash })
    return access
  }

  const accessOf = async (query: AccessQuery): Promise<Access> => {
    const signal = AbortSignal.timeout(timeoutMs)
    for (let attempt = 1; ; attempt += 1) {
      if (halted !== undefined) throw halted
      try {
        const access = await readOnce(query, signal)
        if (halted !== undefined) throw halted
        return access
      } catch (error) {
        const isFinal = attempt === 2 || signal.aborted || !(error instanceof ChainUnavailableError)
        if (isFinal || !worthAnotherTry.has(error.code)) throw error
      }
    }
  }

  const nobody = { consumer: zeroAddress, purposeHash: zeroHash, actor: zeroAddress }
  return {
    accessOf,
    credentialState: async (credentialId) => {
      const { owner, credentialExpiresAt, status, epoch } = await accessOf({ credentialId, ...nobody })
      return { owner, expiresAt: credentialExpiresAt, status, epoch }
    },
    // The whole way of a decision, so that `head` says yes only where a decision would be possible.
    head: async () => (await accessOf({ credentialId: zeroHash, ...nobody })).block,
    halt: (error) => {
      halted = error
    },
  }
}
