import { type Address, getAddress, type Hex } from 'viem'
import { z } from 'zod'
import { bytes32 } from '../../../sdk/wire/primitives.ts'
import { ChainUnavailableError } from './ChainUnavailableError.ts'

/** What a chain's node may answer, parsed at the edge. */

export const quantity = z
  .string()
  .regex(/^0x(0|[1-9a-f][0-9a-f]{0,63})$/)
  .transform((value) => BigInt(value))
const safeQuantity = quantity.transform(Number).refine(Number.isSafeInteger)
export const bytes = z
  .string()
  .regex(/^0x([0-9a-f]{2})*$/)
  .transform((value) => value as Hex)
const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .transform((value): Address => getAddress(value.toLowerCase()))

export const block = z.object({
  number: quantity,
  hash: bytes32,
  parentHash: bytes32,
  timestamp: safeQuantity,
  logsBloom: bytes.refine((value) => value.length === 2 + 512),
})
export type Header = z.infer<typeof block>

export const log = z.object({
  address,
  topics: z.array(bytes32).max(4),
  data: bytes,
  blockNumber: quantity,
  blockHash: bytes32,
  transactionHash: bytes32,
  logIndex: safeQuantity,
  removed: z.literal(false).optional(),
})
export type Log = z.infer<typeof log>

const answer = z.object({
  jsonrpc: z.literal('2.0'),
  id: z.number(),
  result: z.unknown().optional(),
  error: z.unknown().optional(),
})
const rpcError = z.object({ code: z.number() })

export type AnswerParameters<T extends z.ZodType> = {
  readonly text: string
  readonly id: number
  readonly method: string
  readonly result: T
}

/**
 * The result that `text` holds, if it is an answer to this very question.
 *
 * @throws {ChainUnavailableError} `CHAIN_ANSWER_INVALID`, with what is wrong but without what was said: a provider's
 * sentences may hold the key that it was asked with.
 */
export function answered<T extends z.ZodType>({ text, id, method, result }: AnswerParameters<T>): z.output<T> {
  const invalid = (problem: string) => new ChainUnavailableError('CHAIN_ANSWER_INVALID', { method, problem })
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw invalid('NOT_JSON')
  }
  const envelope = answer.safeParse(json)
  if (!envelope.success) throw invalid('NOT_JSON_RPC')
  if (envelope.data.error !== undefined && envelope.data.error !== null) {
    const error = rpcError.safeParse(envelope.data.error)
    throw invalid(`ERROR_${error.success ? error.data.code : 'UNKNOWN'}`)
  }
  if (envelope.data.id !== id) throw invalid('OTHER_ID')
  const parsed = result.safeParse(envelope.data.result)
  if (!parsed.success) throw invalid('RESULT')
  return parsed.data
}
