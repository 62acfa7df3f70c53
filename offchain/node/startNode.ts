import { join } from 'node:path'
import type { Hex } from 'viem'
import packageJson from '../../package.json' with { type: 'json' }
import { createApp } from './app.ts'
import { createChain } from './chain/createChain.ts'
import { createIndexer } from './chain/createIndexer.ts'
import { identifyChain } from './chain/identifyChain.ts'
import { createRpc } from './chain/rpc.ts'
import { createClock } from './clock.ts'
import type { Config } from './config.ts'
import type { Settings } from './domain/settings.ts'
import { verifyLoginSignature } from './domain/verifyLoginSignature.ts'
import { listen } from './listen.ts'
import type { Logger } from './logger.ts'
import type { Clock, Store } from './ports.ts'
import { openNodeKey } from './receipts/nodeKey.ts'
import { createReceiptLog } from './receipts/receiptLog.ts'
import { openStore } from './store/sqlite/openStore.ts'

export type RunningNode = AsyncDisposable & {
  /** As reached from this machine. */
  readonly url: string
  /** Public key that signs this node's receipts. */
  readonly node: Hex
}

/** Milliseconds between two clearings of what is void. */
const housekeepingInterval = 60_000

/**
 * Composes a node and starts it; everything that it opens closes in reverse order with what is returned.
 * @throws GrantkeepError where the port, the chain or the data directory are not as configured.
 */
export async function startNode(
  config: Config,
  { logger, clock = createClock() }: { readonly logger: Logger; readonly clock?: Clock },
): Promise<RunningNode> {
  const { chainId, registry, dataDirectory } = config
  await using opened = new AsyncDisposableStack()
  // First, so that a second node on the port fails before it touches the data.
  const server = await listen(config)
  opened.use(server)

  const rpc = createRpc({ url: config.rpcUrl.href, timeoutMs: config.rpcTimeout })
  const { identity, deploymentBlock } = await identifyChain({
    rpc,
    chainId,
    registry,
    deploymentBlock: config.deploymentBlock,
  })
  const store = opened.use(openStore({ path: join(dataDirectory, 'node.db'), identity }))
  const key = await openNodeKey(dataDirectory)
  const receipts = createReceiptLog({ key, store })

  const { maxHeadAge, rpcTimeout: timeoutMs } = config
  const chain = createChain({ rpc, chainId, registry, clock, maxHeadAge, timeoutMs })
  const indexer = createIndexer({
    rpc,
    store,
    chainId,
    registry,
    deployment: { block: deploymentBlock, hash: identity.deploymentBlockHash },
    logger,
    pollMs: config.pollInterval,
    onHalted: chain.halt,
  })
  opened.use(inBackground(indexer.run))
  opened.use(keepHouse(store, clock, logger))

  const settings = settingsOf(config, server.url)
  const { corsOrigins } = config
  const verifyLogin = verifyLoginSignature
  server.serve(
    createApp({ chain, clock, corsOrigins, indexer, logger, node: key.node, receipts, settings, store, verifyLogin }),
  )
  // Once more, and so first of all: requests end before what they use closes.
  opened.use(server)
  const running = opened.move()
  return { url: server.url, node: key.node, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

export function settingsOf(config: Config, listeningAt: string): Settings {
  const { origin, host } = new URL(config.publicUrl ?? listeningAt)
  const { chainId, registry, directory, schemaRegistry, maxNonces, maxServeSeconds, maxHeadAge } = config
  return {
    publicUrl: { origin, host },
    chainId,
    registry,
    directory,
    schemaRegistry,
    version: packageJson.version,
    sessionLifetime: config.sessionSeconds,
    nonceLifetime: 300,
    maxNonces,
    maxServeSeconds,
    maxHeadAge,
  }
}

/** Runs until it is disposed of, and is over when that is. */
function inBackground(run: (signal: AbortSignal) => Promise<void>): AsyncDisposable {
  const stop = new AbortController()
  const over = run(stop.signal)
  return {
    [Symbol.asyncDispose]: () => {
      stop.abort()
      return over
    },
  }
}

function keepHouse(store: Store, clock: Clock, logger: Logger): Disposable {
  const timer = setInterval(() => {
    try {
      store.deleteExpired(clock.now())
    } catch (err) {
      logger.error({ err }, 'what is void could not be cleared')
    }
  }, housekeepingInterval)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
