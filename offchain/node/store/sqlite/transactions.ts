import Sqlite, { type Database } from 'better-sqlite3'
import { StoreError } from '../errors.ts'

export type Transactions = {
  readonly read: <T>(body: () => T) => T
  /** Runs `body` in one transaction that is durable when this returns. */
  readonly write: <T>(body: () => T) => T
}

export function createTransactions(database: Database): Transactions {
  const transaction = database.transaction((body: () => unknown) => body())
  let failure: StoreError | undefined
  return {
    read: (body) => {
      try {
        return body()
      } catch (error) {
        throw toStoreError(error)
      }
    },
    write: <T>(body: () => T): T => {
      if (failure !== undefined) throw failure
      try {
        // IMMEDIATE takes the write lock first, so that a transaction never fails half-way for want of it.
        return transaction.immediate(body) as T
      } catch (error) {
        const stored = toStoreError(error)
        // After a failed write or fsync the kernel may drop the pages and call the next fsync a success.
        if (stored instanceof StoreError && stored.code === 'STORE_FAILED') failure = stored
        throw stored
      }
    },
  }
}

/** SQLite's error in the store's words; anything else as it is. */
export function toStoreError(error: unknown): unknown {
  if (!(error instanceof Sqlite.SqliteError)) return error
  const options = { cause: error, details: { sqlite: error.code } }
  if (error.code === 'SQLITE_FULL') return new StoreError('STORE_FULL', 'No space is left for the database.', options)
  if (error.code.startsWith('SQLITE_BUSY') || error.code.startsWith('SQLITE_LOCKED')) {
    return new StoreError('STORE_BUSY', 'Another process is writing to the database.', options)
  }
  // A page that is damaged or missing, not a failing disk under a write. SQLITE_ERROR is a statement that does not fit the
  // schema; the statements are fixed, so the schema is not what the migrations made.
  if (/^SQLITE_(CORRUPT|NOTADB|ERROR|IOERR_SHORT_READ|IOERR_CORRUPTFS)/.test(error.code)) {
    return new StoreError('STORE_CORRUPT', 'The database is damaged.', options)
  }
  if (/^SQLITE_(IOERR|READONLY|CANTOPEN|NOMEM|PERM|AUTH|NOLFS)/.test(error.code)) {
    return new StoreError('STORE_FAILED', 'The database cannot be written or read.', options)
  }
  return error
}
