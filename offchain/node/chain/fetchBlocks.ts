import type { Address, Hex } from 'viem'
import type { IndexedBlock } from '../ports.ts'
import { mayHoldLogsOf } from './bloom.ts'
import { ChainUnavailableError } from './ChainUnavailableError.ts'
import { decodeRegistryEvent } from './registryEvents.ts'
import type { Rpc } from './rpc.ts'
import type { Header, Log } from './rpcAnswers.ts'

export type FetchParameters = {
  readonly rpc: Rpc
  readonly registry: Address
  readonly from: bigint
  readonly to: bigint
  readonly signal?: AbortSignal | undefined
}

/** Headers asked for at once. */
const concurrency = 8

/**
 * Every block of a range, each linked to the one before. A log that `eth_getLogs` left out, as a node that lags does, is found
 * by its block's bloom.
 *
 * @returns `undefined` where the chain was reorganised in between: nothing of it can be used.
 */
export async function fetchLinkedBlocks(parameters: FetchParameters): Promise<readonly IndexedBlock[] | undefined> {
  const { rpc, registry, from, to, signal } = parameters
  const numbers = Array.from({ length: Number(to - from) + 1 }, (_, index) => from + BigInt(index))
  const headers = await fetchHeaders(parameters, numbers)
  if (headers === undefined) return undefined
  for (const [index, header] of headers.entries()) {
    if (index > 0 && header.parentHash !== headers[index - 1]?.hash) return undefined
  }
  const logs = logsByBlock(await rpc.logs(registry, { from, to }, signal))
  for (const { number, hash, logsBloom } of headers) {
    if (logs.has(number) || !mayHoldLogsOf(registry, logsBloom)) continue
    const own = await rpc.logs(registry, { blockHash: hash }, signal)
    if (own.length > 0) logs.set(number, own)
  }
  return joined(registry, headers, logs)
}

/**
 * The blocks of a range that have events, and its last. For the long past, where no reorganisation reaches and a header for
 * every block would take hours.
 *
 * @returns `undefined` where the chain was reorganised in between.
 */
export async function fetchBlocksWithEvents(parameters: FetchParameters): Promise<readonly IndexedBlock[] | undefined> {
  const { rpc, registry, from, to, signal } = parameters
  const logs = logsByBlock(await rpc.logs(registry, { from, to }, signal))
  const numbers = [...new Set([...logs.keys(), to])].sort((a, b) => (a < b ? -1 : 1))
  const headers = await fetchHeaders(parameters, numbers)
  return headers && joined(registry, headers, logs)
}

async function fetchHeaders(
  { rpc, signal }: FetchParameters,
  numbers: readonly bigint[],
): Promise<readonly Header[] | undefined> {
  const headers: Header[] = []
  for (let start = 0; start < numbers.length; start += concurrency) {
    const batch = numbers.slice(start, start + concurrency)
    for (const [index, header] of (await Promise.all(batch.map((number) => rpc.block(number, signal)))).entries()) {
      if (header === undefined) return undefined
      if (header.number !== batch[index]) {
        throw new ChainUnavailableError('CHAIN_ANSWER_INCONSISTENT', { method: 'eth_getBlockByNumber' })
      }
      headers.push(header)
    }
  }
  return headers
}

function logsByBlock(logs: readonly Log[]): Map<bigint, readonly Log[]> {
  return Map.groupBy(logs, (log) => log.blockNumber)
}

function joined(
  registry: Address,
  headers: readonly Header[],
  logs: Map<bigint, readonly Log[]>,
): readonly IndexedBlock[] | undefined {
  const blocks: IndexedBlock[] = []
  for (const header of headers) {
    const own = [...(logs.get(header.number) ?? [])].sort((a, b) => a.logIndex - b.logIndex)
    logs.delete(header.number)
    if (own.some((log) => log.blockHash !== header.hash)) return undefined
    const isOurs = own.every((log, index) => log.address === registry && log.logIndex !== own[index - 1]?.logIndex)
    if (!isOurs) throw inconsistentLogs()
    blocks.push({ ...linkOf(header), events: own.map(decodeRegistryEvent) })
  }
  // Logs of blocks outside the range that was asked for.
  if (logs.size > 0) throw inconsistentLogs()
  return blocks
}

function linkOf({ number, hash, parentHash, timestamp }: Header): {
  readonly number: bigint
  readonly hash: Hex
  readonly parentHash: Hex
  readonly timestamp: number
} {
  return { number, hash, parentHash, timestamp }
}

function inconsistentLogs(): ChainUnavailableError {
  return new ChainUnavailableError('CHAIN_ANSWER_INCONSISTENT', { method: 'eth_getLogs' })
}
