import { createIndexer, type IndexerLogger } from '../../../offchain/node/chain/createIndexer.ts'
import { identifyChain } from '../../../offchain/node/chain/identifyChain.ts'
import { createRpc } from '../../../offchain/node/chain/rpc.ts'
import { openStore } from '../../../offchain/node/store/sqlite/openStore.ts'
import type { TestRegistry } from '../../support/chainRegistry.ts'
import { temporaryDirectory } from '../store/fixtures.ts'

export type IndexOptions = {
  readonly url: string
  readonly registry: TestRegistry
  readonly keptBlocks?: number
  readonly pollMs?: number
}

/** An index of the registry, in a store of its own. */
export async function startIndex({ url, registry, keptBlocks = 256, pollMs = 10 }: IndexOptions) {
  const directory = temporaryDirectory()
  const rpc = createRpc({ url })
  const { identity, deploymentBlock } = await identifyChain({ rpc, chainId: 31337n, registry: registry.address })
  const store = openStore({ path: directory.database, identity, keptBlocks })
  const logged: { level: keyof IndexerLogger; fields: Readonly<Record<string, unknown>>; message: string }[] = []
  const log = (level: keyof IndexerLogger) => (fields: Readonly<Record<string, unknown>>, message: string) => {
    logged.push({ level, fields, message })
  }
  const halts: string[] = []
  const indexer = createIndexer({
    rpc,
    store,
    chainId: 31337n,
    registry: registry.address,
    deployment: { block: deploymentBlock, hash: identity.deploymentBlockHash },
    logger: { info: log('info'), warn: log('warn'), error: log('error') },
    pollMs,
    maxReorgDepth: keptBlocks,
    onHalted: (error) => halts.push(error.code),
  })
  return {
    store,
    indexer,
    logged,
    halts,
    path: directory.database,
    [Symbol.asyncDispose]: async () => {
      await store[Symbol.asyncDispose]()
      directory[Symbol.dispose]()
    },
  }
}

/** Everything that the index tells of these parties. */
export function listsOf({ store }: Pick<Awaited<ReturnType<typeof startIndex>>, 'store'>, registry: TestRegistry) {
  const { owner, consumer, issuer } = registry.accounts
  return [owner.address, consumer.address, issuer.address].map((party) => ({
    requests: store.listRequests(party, undefined, 200).items,
    grants: store.listGrants(party, undefined, 200).items,
    events: store.listEvents(party, undefined, 200).items,
  }))
}
