import type { Database } from 'better-sqlite3'
import { StoreError } from '../errors.ts'
import { first } from './migrations/0001-first.ts'

/** In order; `user_version` is how many of them a database has had. A migration that was released never changes. */
export const migrations: readonly string[] = [first]

/** 'GkNd', in the file's header: tells a node's database from any other. */
const applicationId = 0x476b_4e64

/**
 * Brings the database to the newest version, each migration and its number in one transaction.
 *
 * @throws {StoreError} `STORE_NOT_A_NODE`, `STORE_TOO_NEW`.
 */
export function migrate(database: Database, steps: readonly string[] = migrations): void {
  const version = Number(database.pragma('user_version', { simple: true }))
  const isEmpty = database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0
  const isOurs = database.pragma('application_id', { simple: true }) === applicationId
  if (!isOurs && !(isEmpty && version === 0)) {
    throw new StoreError('STORE_NOT_A_NODE', 'The file is a database of another program. Nothing was changed in it.')
  }
  if (version > steps.length) {
    throw new StoreError(
      'STORE_TOO_NEW',
      `The database has version ${version}; this node knows versions up to ${steps.length}. Run the newer node.`,
      { details: { version, known: steps.length } },
    )
  }
  for (const [index, step] of steps.entries()) {
    if (index < version) continue
    database
      .transaction(() => {
        database.exec(step)
        database.pragma(`application_id = ${applicationId}`)
        database.pragma(`user_version = ${index + 1}`)
      })
      .immediate()
  }
}
