import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { GrantkeepError } from '../../sdk/errors/GrantkeepError.ts'

export type ListenParameters = {
  readonly host: string
  /** 0 for any that is free. */
  readonly port: number
  readonly maxConnections: number
  /** Seconds that requests in progress are given when the server closes. */
  readonly drainSeconds: number
}

export type Listening = AsyncDisposable & {
  /** As reached from this machine. */
  readonly url: string
  /** From now on requests are answered by `app`; until then with 503. */
  readonly serve: (app: RequestListener) => void
}

/** The address and port that the node should listen at are another process's. */
export class PortTakenError extends GrantkeepError {
  override readonly name = 'PortTakenError'
  constructor({ host, port }: { host: string; port: number }, options: { cause: unknown }) {
    super('PORT_TAKEN', `${host}:${port} is in use. Is a node running already? Otherwise set GRANTKEEP_PORT.`, {
      details: { host, port },
      ...options,
    })
  }
}

/**
 * Listens, with limits on what a slow or greedy client can hold. Closing lets requests in progress end.
 * @throws PortTakenError
 */
export async function listen({ host, port, maxConnections, drainSeconds }: ListenParameters): Promise<Listening> {
  let answer: RequestListener = (_request, response) => {
    const body = JSON.stringify({
      code: 'NOT_READY',
      message: 'The node is starting.',
      docsPath: 'docs/errors.md#not_ready',
    })
    response.writeHead(503, { Connection: 'close', 'Retry-After': '1', 'Content-Type': 'application/json' }).end(body)
  }
  const server = createServer(
    {
      headersTimeout: 10_000,
      // The whole of a request; bodies of JSON have 30 s of their own, see readBody.
      requestTimeout: 120_000,
      connectionsCheckingInterval: 2_000,
      keepAliveTimeout: 5_000,
    },
    (request, response) => answer(request, response),
  )
  server.maxConnections = maxConnections
  server.listen({ host, port })
  try {
    await once(server, 'listening')
  } catch (cause) {
    const isTaken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE'
    throw isTaken ? new PortTakenError({ host, port }, { cause }) : cause
  }
  let closing: Promise<void> | undefined
  return {
    url: urlOf(server),
    serve: (app) => {
      answer = app
    },
    [Symbol.asyncDispose]: () => {
      closing ??= close(server, drainSeconds)
      return closing
    },
  }
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
}

async function close(server: Server, drainSeconds: number): Promise<void> {
  // A connection that is kept alive would otherwise wait for a request that never comes.
  server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'))
  const closed = once(server, 'close')
  server.close()
  const idle = setInterval(() => server.closeIdleConnections(), 50)
  const last = setTimeout(() => server.closeAllConnections(), drainSeconds * 1000)
  await closed
  clearInterval(idle)
  clearTimeout(last)
}
