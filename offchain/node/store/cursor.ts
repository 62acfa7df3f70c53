import { CursorInvalidError } from './errors.ts'

/** Which list a cursor belongs to, so that one list refuses another's. */
export type CursorKind = 'credentials' | 'events' | 'grants' | 'receipts' | 'requests'

/** Key of the last row of a page: rows are ordered by it, newest first, and keep it for ever. */
export type CursorKey = readonly [number, number]

const letters: Readonly<Record<CursorKind, string>> = {
  credentials: 'c',
  events: 'e',
  grants: 'g',
  receipts: 'r',
  requests: 'q',
}

/** The key before every row: no row reaches it. */
export const firstPage: CursorKey = [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]

export function encodeCursor(kind: CursorKind, [major, minor]: CursorKey): string {
  return Buffer.from(`${letters[kind]}${major}.${minor}`).toString('base64url')
}

/** @throws {CursorInvalidError} `cursor` is not byte for byte what {@link encodeCursor} makes for this list. */
export function decodeCursor(kind: CursorKind, cursor: string | undefined): CursorKey {
  if (cursor === undefined) return firstPage
  const [, letter, major, minor] =
    /^([a-z])(\d{1,16})\.(\d{1,16})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  const key: CursorKey = [Number(major), Number(minor)]
  const isOurs = letter === letters[kind] && key.every(Number.isSafeInteger) && encodeCursor(kind, key) === cursor
  if (!isOurs) throw new CursorInvalidError()
  return key
}

/**
 * Cuts one row more than asked for into a page and the cursor of the next.
 *
 * @param rows - At most `limit + 1`, in the list's order.
 */
export function pageOfRows<Row, Item>(
  kind: CursorKind,
  rows: readonly Row[],
  limit: number,
  { key, item }: { readonly key: (row: Row) => CursorKey; readonly item: (row: Row) => Item },
): { readonly items: readonly Item[]; readonly next?: string } {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const items = shown.map(item)
  return rows.length > limit && last !== undefined ? { items, next: encodeCursor(kind, key(last)) } : { items }
}
