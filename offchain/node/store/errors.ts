import { GrantkeepError, type GrantkeepErrorOptions } from '../../../sdk/errors/GrantkeepError.ts'

export type StoreErrorCode =
  /** Another process has the database open. */
  | 'STORE_LOCKED'
  /** The database would acknowledge what a power cut can take back. */
  | 'STORE_NOT_DURABLE'
  /** The database belongs to another chain, registry or deployment. */
  | 'STORE_CHAIN_MISMATCH'
  /** The file is a database, but not a node's. */
  | 'STORE_NOT_A_NODE'
  /** A newer version of the node wrote the database. */
  | 'STORE_TOO_NEW'
  /** What was read is not what was written. */
  | 'STORE_CORRUPT'
  /** No space is left; the write was undone, and a later one can succeed. */
  | 'STORE_FULL'
  /** Somebody else holds the database's write lock for longer than the store waits. */
  | 'STORE_BUSY'
  /** A write failed below the database. Nothing is acknowledged from then on, until the process starts anew. */
  | 'STORE_FAILED'

export class StoreError extends GrantkeepError {
  override readonly name = 'StoreError'
  declare readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options: GrantkeepErrorOptions = {}) {
    super(code, message, options)
  }
}

/** A page cursor that this list did not make. */
export class CursorInvalidError extends GrantkeepError {
  override readonly name = 'CursorInvalidError'
  constructor() {
    super('CURSOR_INVALID', 'The cursor is not one that this list made. Start from its first page.')
  }
}

/** An index row that does not follow from the rows before it: the indexer's mistake, refused before it spreads. */
export class IndexNotLinkedError extends GrantkeepError {
  override readonly name = 'IndexNotLinkedError'
  constructor({ block, head }: { block: bigint; head: bigint }) {
    super('INDEX_NOT_LINKED', `Block ${block} does not follow the indexed block ${head}.`, {
      details: { block: block.toString(), head: head.toString() },
    })
  }
}
