import type { GrantkeepClient } from '../clients/grantkeepClient.ts'
import type { NodeClient } from './nodeClient.ts'
import { NodeUnavailableError } from './nodeRequest.ts'
import { sendWithSession } from './session.ts'

/**
 * Gets one ciphertext chunk; whether it is the right one is for the verdict to say.
 * @throws NodeUnavailableError `NODE_ANSWER_CUT_OFF` where it ended early, as it does when a release's time is over
 */
export async function readChunk(
  client: GrantkeepClient,
  node: NodeClient,
  path: string,
  signal?: AbortSignal | undefined,
): Promise<Uint8Array> {
  const response = await sendWithSession(client, node, { method: 'GET', path, signal })
  try {
    return new Uint8Array(await response.arrayBuffer())
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new NodeUnavailableError('NODE_ANSWER_CUT_OFF', `The node ${node.url} ended its answer early.`, { cause })
  }
}
