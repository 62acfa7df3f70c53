import type { Database } from 'better-sqlite3'
import type { ChainIdentity, ReceiptHistory, Store } from '../../ports.ts'
import { createBlockTable } from './blocks.ts'
import { claimChain } from './chainIdentity.ts'
import { assertDurable, openConnection } from './connection.ts'
import { createCredentialStore } from './credentials.ts'
import { createEnvelopeStore } from './envelopes.ts'
import { createEventTable } from './events.ts'
import { createGrantTable } from './grants.ts'
import { migrate } from './migrate.ts'
import { createReceiptStore } from './receipts.ts'
import { createRequestTable } from './requests.ts'
import { createSessionStore } from './sessions.ts'
import { createTransactions, toStoreError } from './transactions.ts'

export type OpenStoreParameters = {
  /** The database file; made with its directory where it is missing. */
  readonly path: string
  /** The chain that everything stored is about. */
  readonly identity: ChainIdentity
  /** How many block hashes to keep below the index's head. */
  readonly keptBlocks?: number
}

/**
 * Opens the node's embedded store: SQLite, in this process, durable at every return.
 *
 * @throws {StoreError} The database is in use, of another chain, newer than this node, damaged, or not durable.
 */
export function openStore({ path, identity, keptBlocks = 256 }: OpenStoreParameters): Store & ReceiptHistory {
  const connection = openConnection(path)
  try {
    migrate(connection.database)
    claimChain(connection.database, identity)
    return {
      ...createStore(connection.database, keptBlocks),
      [Symbol.asyncDispose]: async () => connection.close(),
    }
  } catch (error) {
    connection.close()
    throw toStoreError(error)
  }
}

/** The store over an open, migrated database. */
export function createStore(
  database: Database,
  keptBlocks: number,
): Omit<Store & ReceiptHistory, typeof Symbol.asyncDispose> {
  const transactions = createTransactions(database)
  const envelopes = createEnvelopeStore(database, transactions)
  const events = createEventTable(database, transactions)
  const requests = createRequestTable(database, transactions)
  const grants = createGrantTable(database, transactions)
  const { listEvents, insertEvent } = events
  const { listRequests, insertRequestEvent } = requests
  const { insertGrantEvent, ...grantLists } = grants
  const touch = database.prepare(
    "INSERT INTO meta (name, value) VALUES ('checked_at', unixepoch()) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
  )
  return {
    ...createSessionStore(database, transactions),
    ...createCredentialStore(database, transactions, envelopes),
    ...envelopes,
    ...createReceiptStore(database, transactions),
    ...createBlockTable(database, transactions, {
      tables: { insertEvent, insertRequestEvent, insertGrantEvent },
      keptBlocks,
    }),
    listEvents,
    listRequests,
    ...grantLists,
    check: () => {
      transactions.read(() => assertDurable(database))
      transactions.write(() => void touch.run())
    },
  }
}
