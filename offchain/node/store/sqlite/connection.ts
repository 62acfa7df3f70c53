import { chmodSync, closeSync, mkdirSync, openSync, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite, { type Database } from 'better-sqlite3'
import { StoreError } from '../errors.ts'
import { toStoreError } from './transactions.ts'

export type Connection = { readonly database: Database; readonly close: () => void }

/**
 * Opens a node's database for this process alone.
 *
 * @throws {StoreError} `STORE_LOCKED`, `STORE_NOT_DURABLE`, `STORE_CORRUPT`.
 */
export function openConnection(path: string): Connection {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  // SQLite would create the file with the process's umask; it gives the files beside it the mode of this one.
  closeSync(openSync(path, 'a', 0o600))
  const file = realpathSync(path)
  if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600)

  const unlock = lock(file)
  try {
    const database = new Sqlite(file, { timeout: 1000 })
    try {
      configure(database)
      assertDurable(database)
    } catch (error) {
      database.close()
      throw error
    }
    return { database, close: () => close(database, unlock) }
  } catch (error) {
    unlock()
    throw toStoreError(error)
  }
}

/**
 * Keeps a second node off the database. The lock is the kernel's, on a file of its own: it ends with the process however
 * that ends, and leaves the database itself readable to a backup.
 */
function lock(file: string): () => void {
  const holder = new Sqlite(`${file}-lock`, { timeout: 0 })
  try {
    chmodSync(`${file}-lock`, 0o600)
    holder.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    holder.close()
    if (!(cause instanceof Sqlite.SqliteError) || !cause.code.startsWith('SQLITE_BUSY')) throw toStoreError(cause)
    throw new StoreError(
      'STORE_LOCKED',
      `Another process has the database ${file} open. One node runs on one database.`,
      {
        details: { path: file },
      },
    )
  }
  return () => holder.close()
}

function configure(database: Database): void {
  database.pragma('journal_mode = WAL')
  // better-sqlite3 is built so that WAL means NORMAL, which loses acknowledged rows at a power cut.
  database.pragma('synchronous = FULL')
  // On macOS fsync alone leaves the data in the drive's cache.
  database.pragma('fullfsync = ON')
  database.pragma('checkpoint_fullfsync = ON')
  database.pragma('foreign_keys = ON')
  database.pragma('secure_delete = ON')
  database.pragma('cell_size_check = ON')
  database.pragma('trusted_schema = OFF')
  database.pragma(`journal_size_limit = ${64 * 1024 * 1024}`)
}

/** @throws {StoreError} `STORE_NOT_DURABLE` */
export function assertDurable(database: Database): void {
  const synchronous = database.pragma('synchronous', { simple: true })
  const journalMode = database.pragma('journal_mode', { simple: true })
  if (synchronous === 2 && journalMode === 'wal') return
  throw new StoreError(
    'STORE_NOT_DURABLE',
    `The database has journal_mode ${journalMode} and synchronous ${synchronous}, not wal and 2 (FULL): it would acknowledge what a power cut takes back.`,
    { details: { synchronous: String(synchronous), journalMode: String(journalMode) } },
  )
}

function close(database: Database, unlock: () => void): void {
  if (!database.open) return
  try {
    // A copy of the main file alone is then complete. A failure costs nothing: the next open recovers the log.
    database.pragma('wal_checkpoint(TRUNCATE)')
  } catch {
  } finally {
    database.close()
    unlock()
  }
}
