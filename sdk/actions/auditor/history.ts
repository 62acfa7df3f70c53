import { type Account, type Address, formatLog, type Hex, numberToHex, padHex, parseEventLogs, type RpcLog } from 'viem'
import { getBlock, getBlockNumber } from 'viem/actions'
import { grantRegistryAbi } from '../../abis/grantRegistry.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'

export type HistoryParameters = {
  readonly owner?: Address | undefined
  /** A consumer, or an issuer for credential events. */
  readonly counterparty?: Address | undefined
  readonly credentialId?: Hex | undefined
  /** The deployment's block by default. */
  readonly fromBlock?: bigint | undefined
  /** The latest block by default. */
  readonly toBlock?: bigint | undefined
}

export type HistoryEvent = ReturnType<typeof parse>[number] & {
  /** Unix seconds. */
  readonly timestamp: number
}

/** Blocks per `eth_getLogs`; common providers allow 10,000. */
const range = 10_000n

/**
 * The history of grants as the chain has it, oldest first: from logs alone, no node is asked. Filters combine; none means
 * everything since the deployment.
 */
export async function history(
  client: GrantkeepClient<Account | undefined>,
  parameters: HistoryParameters = {},
): Promise<HistoryEvent[]> {
  const { owner, counterparty, credentialId } = parameters
  const first = parameters.fromBlock ?? client.grantkeep.deployment.deploymentBlock ?? 0n
  const last = parameters.toBlock ?? (await getBlockNumber(client, { cacheTime: 0 }))
  const topics = [null, null, owner ? padHex(owner) : null, counterparty ? padHex(counterparty) : null]
  // A topic asked for, if only as "any", leaves out the logs that have fewer.
  while (topics.at(-1) === null) topics.pop()
  const events: ReturnType<typeof parse> = []
  for (let from = first; from <= last; from += range) {
    const to = from + range - 1n < last ? from + range - 1n : last
    const filter = {
      address: client.grantkeep.deployment.grantRegistry,
      topics,
      fromBlock: numberToHex(from),
      toBlock: numberToHex(to),
    }
    events.push(...parse((await client.request({ method: 'eth_getLogs', params: [filter] })) as RpcLog[]))
  }
  const wanted = credentialId === undefined ? events : ofCredential(events, credentialId)
  const times = new Map<bigint, number>()
  for (const { blockNumber } of wanted) {
    if (!times.has(blockNumber)) times.set(blockNumber, Number((await getBlock(client, { blockNumber })).timestamp))
  }
  return wanted.map((event) => ({ ...event, timestamp: times.get(event.blockNumber) ?? 0 }))
}

function parse(logs: RpcLog[]) {
  const mined = logs.map((log) => formatLog(log)).filter((log) => log.blockNumber !== null)
  return parseEventLogs({ abi: grantRegistryAbi, logs: mined, strict: true }).map((log) => ({
    name: log.eventName,
    args: log.args,
    blockNumber: log.blockNumber ?? 0n,
    blockHash: log.blockHash ?? ('0x' as Hex),
    logIndex: log.logIndex ?? 0,
    transactionHash: log.transactionHash ?? ('0x' as Hex),
  }))
}

/** Events that name the credential, and those of the requests that it answered. */
function ofCredential(events: ReturnType<typeof parse>, credentialId: Hex) {
  const named = (args: object) => 'credentialId' in args && args.credentialId === credentialId
  const requestIds = new Set(events.flatMap(({ args }) => (named(args) && 'requestId' in args ? [args.requestId] : [])))
  return events.filter(({ args }) => named(args) || ('requestId' in args && requestIds.has(args.requestId)))
}
