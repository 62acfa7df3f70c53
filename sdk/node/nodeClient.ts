import type { Address } from 'viem'
import { type NodeInformation, nodeInformation } from '../wire/node.ts'
import type { SessionResult } from '../wire/session.ts'
import { type NodeRequest, readAnswer, sendToNode } from './nodeRequest.ts'
import { parseNodeUrl } from './nodeUrl.ts'

/** One node, and the sessions open at it. Tokens stay in memory. */
export type NodeClient = {
  readonly url: string
  readonly send: (request: NodeRequest) => Promise<Response>
  /** Who the node says it is; asked once. */
  readonly information: () => Promise<NodeInformation>
  readonly sessions: Map<Address, SessionResult>
}

/**
 * @param parameters.url Origin of the node.
 * @param parameters.fetch Replaces the platform's `fetch`.
 * @throws GrantkeepError `NODE_URL_INVALID`
 */
export function createNodeClient(parameters: {
  readonly url: string
  readonly fetch?: typeof fetch | undefined
}): NodeClient {
  const url = parseNodeUrl(parameters.url)
  const send = (request: NodeRequest) => sendToNode(parameters.fetch ?? fetch, url, request)
  let known: Promise<NodeInformation> | undefined
  const ask = async () => readAnswer(nodeInformation, await send({ method: 'GET', path: '/v1/node' }))
  return {
    url,
    send,
    information: () => {
      known ??= ask().catch((cause: unknown) => {
        known = undefined
        throw cause
      })
      return known
    },
    sessions: new Map(),
  }
}
