import { createHash } from 'node:crypto'
import { StoreError } from '../errors.ts'

/** A row's columns by name, without its digest. */
export type Columns = Readonly<Record<string, string | number | Uint8Array>>

/**
 * SHA-256 over a row's columns. SQLite has no checksums of its own: without one, a bit that flips on disk is served as data.
 * It guards against accidents; whoever can write to the file can write a digest too.
 */
export function rowDigestOf(columns: Columns): Buffer {
  const hash = createHash('sha256')
  for (const [name, value] of Object.entries(columns)) {
    const bytes = typeof value === 'object' ? value : Buffer.from(String(value))
    hash.update(`${name}:${bytes.length}:`).update(bytes)
  }
  return hash.digest()
}

/** @throws {StoreError} `STORE_CORRUPT` */
export function assertRowDigest(table: string, columns: Columns, digest: Uint8Array): void {
  if (!rowDigestOf(columns).equals(digest)) throw corruptRow(table)
}

export function corruptRow(table: string, cause?: unknown): StoreError {
  return new StoreError('STORE_CORRUPT', `A row of ${table} is not what was written.`, { cause, details: { table } })
}
