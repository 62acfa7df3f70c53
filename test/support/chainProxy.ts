import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export type ProxiedRequest = { readonly id: number; readonly method: string; readonly params: readonly unknown[] }

/**
 * What a fault does with one request. `forward` asks the real chain; what is returned is the answer's JSON-RPC object or its
 * text, `'hang'` answers never, `'hang-body'` stops after the headers, `'reset'` cuts the connection.
 */
export type Fault = (
  request: ProxiedRequest,
  forward: (request?: ProxiedRequest) => Promise<{ id: number; result?: unknown }>,
) => unknown

/** A JSON-RPC proxy in front of `target` that answers as `fault` says, and honestly without one. */
export async function startChainProxy(target: string) {
  const proxy = { fault: undefined as Fault | undefined, target, requests: [] as ProxiedRequest[], status: 200 }
  const server = createServer((incoming, response) => {
    void (async () => {
      const request: ProxiedRequest = JSON.parse(await text(incoming))
      proxy.requests.push(request)
      const forward = async (forwarded: ProxiedRequest = request) => {
        const answer = await fetch(proxy.target, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ jsonrpc: '2.0', ...forwarded }),
        })
        return answer.json() as Promise<{ id: number; result?: unknown }>
      }
      respond(response, await (proxy.fault ?? ((_, next) => next()))(request, forward))
    })().catch(() => response.destroy())
  })
  const respond = (response: ServerResponse, answer: unknown) => {
    if (answer === 'hang') return
    if (answer === 'reset') return response.destroy()
    response.writeHead(proxy.status, { 'content-type': 'application/json' })
    if (answer === 'hang-body') return response.write('{"jsonrpc":"2.0",')
    return response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  })
}
