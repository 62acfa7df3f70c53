import type { z } from 'zod'
import { GrantkeepError } from '../errors/GrantkeepError.ts'
import { errorBody } from '../wire/node.ts'

export type NodeRequest = {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  readonly path: string
  /** JSON, or bytes. Bigints are sent as `wireJson` spells them. */
  readonly body?: unknown
  readonly token?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** A node refused: `code` is the node's, `status` the HTTP status. */
export class NodeRefusalError extends GrantkeepError {
  override readonly name = 'NodeRefusalError'
  readonly status: number
  readonly node: string

  constructor(node: string, status: number, code: string, message: string, details?: GrantkeepError['details']) {
    super(code, message, { details })
    this.status = status
    this.node = node
  }
}

/** A node could not be asked, or answered what it must not. */
export class NodeUnavailableError extends GrantkeepError {
  override readonly name = 'NodeUnavailableError'
}

const requestTimeout = 30_000

export async function sendToNode(fetchFrom: typeof fetch, origin: string, request: NodeRequest): Promise<Response> {
  const binary = request.body instanceof Uint8Array
  const headers = new Headers()
  if (request.body !== undefined) headers.set('content-type', binary ? 'application/octet-stream' : 'application/json')
  if (request.token !== undefined) headers.set('authorization', `Bearer ${request.token}`)
  const timeout = AbortSignal.timeout(requestTimeout)
  const response = await fetchFrom(origin + request.path, {
    method: request.method,
    headers,
    redirect: 'error',
    signal: request.signal ? AbortSignal.any([request.signal, timeout]) : timeout,
    ...(request.body === undefined
      ? {}
      : { body: binary ? new Uint8Array(request.body as Uint8Array) : JSON.stringify(request.body) }),
  }).catch((cause: unknown) => {
    if (request.signal?.aborted) throw cause
    throw new NodeUnavailableError('NODE_UNREACHABLE', `The node ${origin} cannot be reached.`, { cause })
  })
  if (response.ok) return response
  const refusal = errorBody.safeParse(await response.json().catch(() => undefined))
  if (!refusal.success) {
    throw new NodeUnavailableError(
      'NODE_ANSWER_INVALID',
      `The node ${origin} answered ${response.status} without a code.`,
    )
  }
  const { code, message, details } = refusal.data
  throw new NodeRefusalError(origin, response.status, code, message, details)
}

/**
 * Reads a JSON answer in the shape agreed on the wire.
 * @throws NodeUnavailableError `NODE_ANSWER_INVALID`
 */
export async function readAnswer<T extends z.ZodType>(schema: T, response: Response): Promise<z.infer<T>> {
  const parsed = schema.safeParse(await response.json().catch(() => undefined))
  if (parsed.success) return parsed.data
  throw new NodeUnavailableError('NODE_ANSWER_INVALID', 'The node answered in another shape than agreed.', {
    cause: parsed.error,
  })
}
