import type { Database } from 'better-sqlite3'
import type { Hex } from 'viem'
import type { RequestEntry } from '../../../../sdk/wire/history.ts'
import type { IndexStore } from '../../ports.ts'
import { decodeCursor, pageOfRows } from '../cursor.ts'
import type { EventRow } from './eventRow.ts'
import { isPurpose } from './isPurpose.ts'
import { parseJson } from './parseJson.ts'
import { requestAnswered, requestOpened, requestRejected } from './registryArgs.ts'
import { corruptRow } from './rowDigest.ts'
import type { Transactions } from './transactions.ts'

type Status = RequestEntry['status']
type ListedRow = {
  block_number: number
  log_index: number
  transaction_hash: string
  request_id: string
  args: string
}

export type RequestTable = Pick<IndexStore, 'listRequests'> & { readonly insertRequestEvent: (event: EventRow) => void }

const answers: Readonly<Record<string, Status>> = {
  RequestApproved: 'approved',
  RequestRejected: 'rejected',
  RequestCancelled: 'cancelled',
}

/** Requests opened on chain. One that was only signed, and then answered, is told by its events alone. */
export function createRequestTable(database: Database, { read }: Transactions): RequestTable {
  const insert = database.prepare(`
    INSERT INTO request_events (block_number, log_index, request_id, owner, consumer, status) VALUES (?, ?, ?, ?, ?, ?)`)
  const columns = 'block_number, log_index, transaction_hash, request_id, args'
  const from = 'FROM request_events JOIN events USING (block_number, log_index)'
  const before = "status = 'open' AND (block_number, log_index) < (@block, @log)"
  const list = database.prepare<[{ party: string; block: number; log: number; limit: number }], ListedRow>(`
    SELECT ${columns} ${from} WHERE owner = @party AND ${before}
    UNION
    SELECT ${columns} ${from} WHERE consumer = @party AND ${before}
    ORDER BY block_number DESC, log_index DESC LIMIT @limit`)
  const newest = database.prepare<[string], { status: Status; args: string }>(`
    SELECT status, args ${from} WHERE request_id = ? ORDER BY block_number DESC, log_index DESC LIMIT 1`)

  const parseRow = (row: ListedRow): RequestEntry => {
    const { requestId, ...request } = parseJson('events', requestOpened, row.args)
    const answer = newest.get(row.request_id)
    if (answer === undefined) throw corruptRow('request_events')
    return {
      requestId,
      request,
      status: answer.status,
      ...(answer.status === 'rejected' && { reason: parseJson('events', requestRejected, answer.args).reason }),
      position: {
        blockNumber: BigInt(row.block_number),
        logIndex: row.log_index,
        transactionHash: row.transaction_hash as Hex,
      },
    }
  }

  return {
    insertRequestEvent: (event) => {
      const status = event.name === 'RequestOpened' ? 'open' : answers[event.name]
      if (status === undefined || (status === 'open' && !isListable(event))) return
      const { requestId, owner, consumer } = requestAnswered.parse(event.args)
      insert.run(event.blockNumber, event.logIndex, requestId, owner.toLowerCase(), consumer.toLowerCase(), status)
    },
    listRequests: (party, cursor, limit) =>
      read(() => {
        const [block, log] = decodeCursor('requests', cursor)
        const rows = list.all({ party: party.toLowerCase(), block, log, limit: limit + 1 })
        return pageOfRows('requests', rows, limit, {
          key: ({ block_number, log_index }) => [block_number, log_index],
          item: parseRow,
        })
      }),
  }
}

/** A purpose that no client can show must not make a whole page unreadable; nobody could sign for it either. */
function isListable({ args }: EventRow): boolean {
  return isPurpose(args.purpose, args.purposeHash)
}
