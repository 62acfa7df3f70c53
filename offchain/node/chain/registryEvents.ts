import { type AbiEvent, decodeAbiParameters, decodeEventLog, type Hex, keccak256, toEventSelector } from 'viem'
import { grantRegistryAbi } from '../../../sdk/abis/grantRegistry.ts'
import type { IndexedEvent } from '../ports.ts'
import { ChainUnavailableError } from './ChainUnavailableError.ts'
import type { Log } from './rpcAnswers.ts'

const events = new Map<Hex, AbiEvent>(
  grantRegistryAbi.filter((item) => item.type === 'event').map((event) => [toEventSelector(event), event]),
)

/**
 * A registry event by its ABI. Beside a `purpose` it gets the `purposeHash` that the contract knows the grant by: of the bytes,
 * since bytes that are no UTF-8 cannot be hashed from the text that they decode to.
 *
 * @throws {ChainUnavailableError} `CHAIN_ANSWER_INVALID`: it is no event of this registry.
 */
export function decodeRegistryEvent(log: Log): IndexedEvent {
  const invalid = () => new ChainUnavailableError('CHAIN_ANSWER_INVALID', { method: 'eth_getLogs', problem: 'EVENT' })
  const [selector, ...topics] = log.topics
  const event = selector === undefined ? undefined : events.get(selector)
  if (selector === undefined || event === undefined) throw invalid()
  try {
    const { args } = decodeEventLog({ abi: [event], data: log.data, topics: [selector, ...topics], strict: true })
    return {
      name: event.name,
      args: { ...purposeHashIn(event, log.data), ...(args as Readonly<Record<string, unknown>> | undefined) },
      logIndex: log.logIndex,
      transactionHash: log.transactionHash,
    }
  } catch {
    throw invalid()
  }
}

function purposeHashIn({ inputs }: AbiEvent, data: Hex): { readonly purposeHash?: Hex } {
  const unindexed = inputs.filter((input) => input.indexed !== true)
  const at = unindexed.findIndex((input) => input.name === 'purpose' && input.type === 'string')
  if (at === -1) return {}
  // `bytes` and `string` are encoded alike.
  const asBytes = unindexed.map((input, index) => (index === at ? { ...input, type: 'bytes' } : input))
  return { purposeHash: keccak256(decodeAbiParameters(asBytes, data)[at] as Hex) }
}
