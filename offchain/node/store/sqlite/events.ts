import type { Database } from 'better-sqlite3'
import type { Address, Hex } from 'viem'
import type { EventEntry } from '../../../../sdk/wire/history.ts'
import type { IndexStore } from '../../ports.ts'
import { decodeCursor, pageOfRows } from '../cursor.ts'
import type { EventRow } from './eventRow.ts'
import { parseJson } from './parseJson.ts'
import { storedArgs } from './registryArgs.ts'
import { assertRowDigest, rowDigestOf } from './rowDigest.ts'
import type { Transactions } from './transactions.ts'

type StoredEvent = { block_number: number; log_index: number; transaction_hash: string; name: string; args: string }
type StoredRow = StoredEvent & { digest: Buffer }

export type EventTable = Pick<IndexStore, 'listEvents'> & { readonly insertEvent: (event: EventRow) => void }

export function createEventTable(database: Database, { read }: Transactions): EventTable {
  const insert = database.prepare(`
    INSERT INTO events (block_number, log_index, transaction_hash, name, args, digest) VALUES (?, ?, ?, ?, ?, ?)`)
  const insertParty = database.prepare(`
    INSERT INTO event_parties (address, block_number, log_index) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`)
  const list = database.prepare<[{ party: string; block: number; log: number; limit: number }], StoredRow>(`
    SELECT block_number, log_index, transaction_hash, name, args, digest
    FROM event_parties JOIN events USING (block_number, log_index)
    WHERE address = @party AND (block_number, log_index) < (@block, @log)
    ORDER BY block_number DESC, log_index DESC LIMIT @limit`)

  return {
    insertEvent: (event) => {
      const row: StoredEvent = {
        block_number: event.blockNumber,
        log_index: event.logIndex,
        transaction_hash: event.transactionHash,
        name: event.name,
        args: JSON.stringify(event.args),
      }
      insert.run(...Object.values(row), rowDigestOf(row))
      for (const party of partiesOf(event)) insertParty.run(party, event.blockNumber, event.logIndex)
    },
    listEvents: (party: Address, cursor, limit) =>
      read(() => {
        const [block, log] = decodeCursor('events', cursor)
        const rows = list.all({ party: party.toLowerCase(), block, log, limit: limit + 1 })
        return pageOfRows('events', rows, limit, {
          key: ({ block_number, log_index }) => [block_number, log_index],
          item: parseRow,
        })
      }),
  }
}

/** An issuer is a party to its credentials, not to the requests that would accept it. */
function partiesOf({ name, args }: EventRow): string[] {
  const roles = name.startsWith('Credential') ? ['owner', 'issuer'] : ['owner', 'consumer', 'signer']
  return roles.flatMap((role) => (typeof args[role] === 'string' ? [args[role].toLowerCase()] : []))
}

function parseRow({ digest, ...row }: StoredRow): EventEntry {
  assertRowDigest('events', row, digest)
  return {
    name: row.name,
    args: parseJson('events', storedArgs, row.args),
    position: {
      blockNumber: BigInt(row.block_number),
      logIndex: row.log_index,
      transactionHash: row.transaction_hash as Hex,
    },
  }
}
