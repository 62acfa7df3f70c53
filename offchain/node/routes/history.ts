import type { Address } from 'viem'
import { toWire } from '../../../sdk/crypto/canonicalJson.ts'
import { type Page, pageQuery } from '../../../sdk/wire/history.ts'
import { bringUpToDate } from '../domain/bringUpToDate.ts'
import type { Indexer, IndexStore, ReceiptStore } from '../ports.ts'
import { defineRoute, type FindSession, type Route } from './route.ts'

/** Pages of what names the session's address as a party; nobody sees another's. */
export function historyRoutes(
  { store, indexer }: { store: IndexStore & ReceiptStore; indexer: Indexer },
  findSession: FindSession,
): Route[] {
  const list = (path: string, read: (party: Address, cursor: string | undefined, limit: number) => Page<unknown>) =>
    defineRoute({
      method: 'GET',
      path,
      session: findSession,
      query: pageQuery,
      handle: async ({ session, query }) => {
        await bringUpToDate(indexer)
        return { status: 200, json: toWire(read(session.address, query.cursor, query.limit)) }
      },
    })
  return [
    list('/v1/requests', store.listRequests),
    list('/v1/grants', store.listGrants),
    list('/v1/events', store.listEvents),
    list('/v1/receipts', store.listReceipts),
  ]
}
