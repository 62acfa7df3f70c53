import type { Database } from 'better-sqlite3'
import type { Hex } from 'viem'
import type { IndexStore } from '../../ports.ts'
import { IndexNotLinkedError } from '../errors.ts'
import { eventRowOf } from './eventRow.ts'
import type { EventTable } from './events.ts'
import type { GrantTable } from './grants.ts'
import type { RequestTable } from './requests.ts'
import type { Transactions } from './transactions.ts'

type BlockRow = { number: number; hash: Hex; timestamp: number }

export type BlockTable = Pick<IndexStore, 'head' | 'blockAt' | 'applyBlocks' | 'rollBackTo'>

export type BlockTableParameters = {
  readonly tables: Pick<EventTable, 'insertEvent'> &
    Pick<RequestTable, 'insertRequestEvent'> &
    Pick<GrantTable, 'insertGrantEvent'>
  /** Blocks without events are kept this far below the head, to find the fork of a reorganisation by. */
  readonly keptBlocks: number
}

export function createBlockTable(
  database: Database,
  { read, write }: Transactions,
  { tables, keptBlocks }: BlockTableParameters,
): BlockTable {
  const head = database.prepare<[], BlockRow>('SELECT number, hash, timestamp FROM blocks ORDER BY number DESC LIMIT 1')
  const blockAt = database.prepare<[number], { hash: Hex }>('SELECT hash FROM blocks WHERE number = ?')
  const insert = database.prepare('INSERT INTO blocks (number, hash, timestamp, event_count) VALUES (?, ?, ?, ?)')
  const forget = database.prepare('DELETE FROM blocks WHERE number > ?')
  const prune = database.prepare('DELETE FROM blocks WHERE event_count = 0 AND number <= ?')

  return {
    head: () =>
      read(() => {
        const row = head.get()
        return row && { number: BigInt(row.number), hash: row.hash, timestamp: row.timestamp }
      }),
    blockAt: (number) => read(() => blockAt.get(Number(number))),
    applyBlocks: (blocks) =>
      write(() => {
        let last: { number: number; hash: Hex } | undefined = head.get()
        for (const block of blocks) {
          const number = Number(block.number)
          const isNext = last === undefined || number > last.number
          const isLinked = last === undefined || number !== last.number + 1 || block.parentHash === last.hash
          if (!isNext || !isLinked)
            throw new IndexNotLinkedError({ block: block.number, head: BigInt(last?.number ?? 0) })
          insert.run(number, block.hash, block.timestamp, block.events.length)
          for (const event of block.events) {
            const row = eventRowOf(event, block)
            tables.insertEvent(row)
            tables.insertRequestEvent(row)
            tables.insertGrantEvent(row)
          }
          last = { number, hash: block.hash }
        }
        if (last !== undefined) prune.run(last.number - keptBlocks)
      }),
    rollBackTo: (number) => write(() => void forget.run(Number(number))),
  }
}
