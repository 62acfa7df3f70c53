import type { Hex } from 'viem'
import { toWire } from '../../../sdk/crypto/canonicalJson.ts'
import { checkReadiness } from '../domain/checkReadiness.ts'
import type { Settings } from '../domain/settings.ts'
import type { Chain, Store } from '../ports.ts'
import { anyone, defineRoute, type Route } from './route.ts'

/** Who the node is and how it is; for anyone. */
export function nodeRoutes(dependencies: {
  store: Pick<Store, 'check' | 'head'>
  chain: Chain
  settings: Settings
  node: Hex
}): Route[] {
  const { store, settings, node } = dependencies
  const { version, chainId, registry, directory, schemaRegistry } = settings
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/node',
      session: anyone,
      handle: () => ({
        status: 200,
        json: toWire({ node, version, chainId, registry, directory, schemaRegistry, head: store.head() }),
      }),
    }),
    defineRoute({
      method: 'GET',
      path: '/healthz',
      session: anyone,
      handle: () => ({ status: 200, json: { status: 'alive' } }),
    }),
    defineRoute({
      method: 'GET',
      path: '/readyz',
      session: anyone,
      handle: async () => {
        await checkReadiness(dependencies)
        return { status: 200, json: { status: 'ready' } }
      },
    }),
  ]
}
