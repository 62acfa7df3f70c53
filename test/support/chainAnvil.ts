import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { createTestClient, type Hex, http, publicActions, walletActions } from 'viem'
import { foundry } from 'viem/chains'

export type AnvilChain = Awaited<ReturnType<typeof startAnvil>>

/** An anvil chain on a free port of 127.0.0.1: a block per transaction, and reorganisations on demand. */
export async function startAnvil(args: readonly string[] = []) {
  const child = spawn('anvil', ['--host', '127.0.0.1', '--port', '0', '--accounts', '10', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const port = await listeningPort()
  const url = `http://127.0.0.1:${port}`
  const client = createTestClient({
    mode: 'anvil',
    chain: foundry,
    transport: http(url, { retryCount: 0 }),
    pollingInterval: 20,
    cacheTime: 0,
  })
    .extend(publicActions)
    .extend(walletActions)
  return {
    url,
    client,
    /** Replaces the newest `depth` blocks by empty ones. */
    reorganise: (depth: number) =>
      // viem's schema has no anvil_reorg.
      client.request({ method: 'anvil_reorg', params: [depth, []] } as never) as Promise<unknown>,
    /** Forgets the newest `depth` blocks. */
    rollBack: (depth: number) =>
      client.request({ method: 'anvil_rollback', params: [depth] } as never) as Promise<unknown>,
    mine: async (blocks = 1): Promise<Hex> => {
      await client.mine({ blocks })
      return (await client.getBlock()).hash
    },
    [Symbol.asyncDispose]: async () => {
      child.kill()
      await exited
    },
  }

  async function listeningPort(): Promise<number> {
    for await (const line of createInterface(child.stdout)) {
      const port = /^Listening on 127\.0\.0\.1:(\d+)$/.exec(line)?.[1]
      if (port === undefined) continue
      child.stdout.resume()
      return Number(port)
    }
    throw new Error('anvil ended before it listened')
  }
}
