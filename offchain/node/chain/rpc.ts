import type { Address, Hex } from 'viem'
import { z } from 'zod'
import { ChainUnavailableError } from './ChainUnavailableError.ts'
import { answered, block, bytes, type Header, type Log, log, quantity } from './rpcAnswers.ts'

/** The few things that the node asks a chain, each answered in full or with a `ChainUnavailableError`. */
export type Rpc = {
  readonly chainId: (signal?: AbortSignal) => Promise<bigint>
  /** `undefined` where the chain has no such block. */
  readonly block: (block: bigint | 'latest', signal?: AbortSignal) => Promise<Header | undefined>
  readonly code: (address: Address, block: bigint | Hex, signal?: AbortSignal) => Promise<Hex>
  /** `eth_call` in the state after the canonical block of this hash. */
  readonly call: (to: Address, data: Hex, blockHash: Hex, signal?: AbortSignal) => Promise<Hex>
  readonly logs: (
    address: Address,
    where: { readonly from: bigint; readonly to: bigint } | { readonly blockHash: Hex },
    signal?: AbortSignal,
  ) => Promise<readonly Log[]>
}

export type RpcParameters = {
  /** HTTP(S) endpoint. `user:password@` becomes basic authentication. */
  readonly url: string
  /** Per request, from its first byte to the last of the answer. */
  readonly timeoutMs?: number
}

/**
 * JSON-RPC over HTTP that takes nothing on trust: neither that an answer is one, nor that it is to this question. There are
 * no retries here, since a caller with a deadline knows better.
 *
 * @throws {TypeError} `url` is not an HTTP URL. The message does not repeat it.
 */
export function createRpc({ url, timeoutMs = 2_000 }: RpcParameters): Rpc {
  const { endpoint, headers } = endpointOf(url)
  let lastId = 0

  const request = async <T extends z.ZodType>(
    method: string,
    params: readonly unknown[],
    result: T,
    signal?: AbortSignal,
  ): Promise<z.output<T>> => {
    lastId += 1
    const id = lastId
    const timeout = AbortSignal.timeout(timeoutMs)
    const text = await post(endpoint, {
      method: 'POST',
      headers,
      body: JSON.stringify({ jsonrpc: '2.0', id, method, params }),
      redirect: 'error',
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    })
    return answered({ text, id, method, result })
  }

  return {
    chainId: (signal) => request('eth_chainId', [], quantity, signal),
    block: async (number, signal) => {
      const tag = typeof number === 'bigint' ? hex(number) : number
      return (await request('eth_getBlockByNumber', [tag, false], block.nullable(), signal)) ?? undefined
    },
    code: (address, at, signal) => {
      const tag = typeof at === 'bigint' ? hex(at) : { blockHash: at, requireCanonical: true }
      return request('eth_getCode', [address, tag], bytes, signal)
    },
    call: (to, data, blockHash, signal) =>
      request(
        'eth_call',
        [
          { to, data },
          { blockHash, requireCanonical: true },
        ],
        bytes,
        signal,
      ),
    logs: (address, where, signal) => {
      const range = 'blockHash' in where ? where : { fromBlock: hex(where.from), toBlock: hex(where.to) }
      return request('eth_getLogs', [{ address, ...range }], z.array(log), signal)
    },
  }
}

function hex(number: bigint): Hex {
  return `0x${number.toString(16)}`
}

function endpointOf(url: string): { endpoint: URL; headers: Record<string, string> } {
  const endpoint = URL.parse(url)
  if (endpoint === null || !/^https?:$/.test(endpoint.protocol)) throw new TypeError('The RPC URL is not an HTTP URL')
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (endpoint.username !== '' || endpoint.password !== '') {
    const credentials = [endpoint.username, endpoint.password].map(decodeURIComponent).join(':')
    headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`
    endpoint.username = ''
    endpoint.password = ''
  }
  return { endpoint, headers }
}

/** What `fetch` throws names host and path: none of it may reach a log or an answer. */
async function post(endpoint: URL, init: RequestInit): Promise<string> {
  let response: Response
  let text: string
  try {
    response = await fetch(endpoint, init)
    text = await response.text()
  } catch (error) {
    throw new ChainUnavailableError('CHAIN_UNREACHABLE', { reason: reasonOf(error) })
  }
  if (!response.ok) throw new ChainUnavailableError('CHAIN_UNREACHABLE', { reason: `HTTP_${response.status}` })
  return text
}

/** `ECONNREFUSED`, `UND_ERR_SOCKET`, `TimeoutError`, …: a word without values. */
function reasonOf(error: unknown): string {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause.name === 'TimeoutError' || cause.name === 'AbortError') return 'TIMEOUT'
    if ('code' in cause && typeof cause.code === 'string' && /^[A-Z_]+$/.test(cause.code)) return cause.code
  }
  return 'UNKNOWN'
}
