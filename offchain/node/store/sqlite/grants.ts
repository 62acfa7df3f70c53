import type { Database } from 'better-sqlite3'
import { getAddress, type Hex } from 'viem'
import { purposeHashOf } from '../../../../sdk/typedData/hashes.ts'
import type { GrantEntry } from '../../../../sdk/wire/history.ts'
import type { IndexStore } from '../../ports.ts'
import { decodeCursor, pageOfRows } from '../cursor.ts'
import type { EventRow } from './eventRow.ts'
import { isPurpose } from './isPurpose.ts'
import { accessGranted, accessRenounced, accessRevoked, accessUsed } from './registryArgs.ts'
import { corruptRow } from './rowDigest.ts'
import type { Transactions } from './transactions.ts'

/** A grant as an event left it. */
type GrantState = {
  event: 'granted' | 'revoked' | 'used'
  purpose: string | null
  fields: string
  starts_at: number
  expires_at: number
  locked_until: number
  last_used_at: number
  uses: number
  uses_left: number
  epoch: number
  revision: number
  envelope_hash: string | null
  revoked_at: number | null
}
type GrantKey = { credential_id: string; consumer: string; purpose_hash: string; owner: string }
type GrantRow = GrantKey & GrantState & { block_number: number; log_index: number; transaction_hash: string }
type Place = { block_number: number; log_index: number }

export type GrantTable = Pick<IndexStore, 'listGrants' | 'findApprovedEnvelope' | 'everGranted'> & {
  readonly insertGrantEvent: (event: EventRow) => void
}

const nothing: GrantState = {
  event: 'revoked',
  purpose: null,
  fields: '0x0',
  starts_at: 0,
  expires_at: 0,
  locked_until: 0,
  last_used_at: 0,
  uses: 0,
  uses_left: 0,
  epoch: 0,
  revision: 0,
  envelope_hash: null,
  revoked_at: null,
}
const stateColumns = Object.keys(nothing)
const keyColumns = ['credential_id', 'consumer', 'purpose_hash', 'owner']

export function createGrantTable(database: Database, { read }: Transactions): GrantTable {
  const inserted = ['block_number', 'log_index', 'first', ...keyColumns, ...stateColumns]
  const insert = database.prepare(
    `INSERT INTO grant_events (${inserted.join(', ')}) VALUES (${inserted.map((column) => `@${column}`).join(', ')})`,
  )
  const newest = database.prepare<[string, string, string], GrantRow>(`
    SELECT block_number, log_index, transaction_hash, ${[...keyColumns, ...stateColumns].join(', ')}
    FROM grant_events JOIN events USING (block_number, log_index)
    WHERE credential_id = ? AND consumer = ? AND purpose_hash = ?
    ORDER BY block_number DESC, log_index DESC LIMIT 1`)
  const listed = `block_number, log_index, ${keyColumns.join(', ')}`
  const before = 'first = 1 AND (block_number, log_index) < (@block, @log)'
  const list = database.prepare<[{ party: string; block: number; log: number; limit: number }], GrantKey & Place>(`
    SELECT ${listed} FROM grant_events WHERE owner = @party AND ${before}
    UNION
    SELECT ${listed} FROM grant_events WHERE consumer = @party AND ${before}
    ORDER BY block_number DESC, log_index DESC LIMIT @limit`)
  const granted = database
    .prepare<[string, string, string], string>(`
      SELECT DISTINCT fields FROM grant_events
      WHERE credential_id = ? AND consumer = ? AND purpose_hash = ? AND event = 'granted'`)
    .pluck()

  const newestOf = (key: Pick<GrantKey, 'credential_id' | 'consumer' | 'purpose_hash'>) =>
    newest.get(key.credential_id, key.consumer, key.purpose_hash)

  return {
    insertGrantEvent: (event) => {
      const change = changeOf(event)
      if (change === undefined) return
      const previous = newestOf(change.key)
      insert.run({
        ...change.key,
        ...change.apply(previous ?? nothing),
        first: previous === undefined ? 1 : 0,
        block_number: event.blockNumber,
        log_index: event.logIndex,
      })
    },
    listGrants: (party, cursor, limit) =>
      read(() => {
        const [block, log] = decodeCursor('grants', cursor)
        const rows = list.all({ party: party.toLowerCase(), block, log, limit: limit + 1 })
        return pageOfRows('grants', rows, limit, {
          key: ({ block_number, log_index }) => [block_number, log_index],
          item: (row) => {
            const grant = newestOf(row)
            if (grant === undefined) throw corruptRow('grant_events')
            return entryOf(grant)
          },
        })
      }),
    findApprovedEnvelope: (envelopeHash, { credentialId, recipient, purposeHash }) =>
      read(() => {
        const grant = newest.get(credentialId, recipient.toLowerCase(), purposeHash)
        return grant?.revoked_at === null && grant.envelope_hash === envelopeHash
          ? { revision: grant.revision }
          : undefined
      }),
    everGranted: (credentialId, consumer, purposeHash) =>
      read(() =>
        granted
          .all(credentialId, consumer.toLowerCase(), purposeHash)
          .reduce((union, fields) => union | BigInt(fields), 0n),
      ),
  }
}

type Change = { readonly key: GrantKey; readonly apply: (grant: GrantState) => GrantState }

/** What an event makes of a grant: the contract's own rules, so that a row equals the slot after that event. */
function changeOf({ name, args, timestamp }: EventRow): Change | undefined {
  if (name === 'AccessGranted') {
    const terms = accessGranted.parse({ purposeHash: purposeHashOf(String(args.purpose)), ...args })
    return {
      key: keyOf(terms),
      apply: (grant) => {
        const endsAt = grant.epoch === terms.epoch ? grant.expires_at : grant.locked_until
        const held = timestamp < endsAt ? BigInt(grant.fields) : 0n
        return {
          event: 'granted',
          purpose: isPurpose(terms.purpose, terms.purposeHash) ? terms.purpose : null,
          fields: `0x${terms.fields.toString(16)}`,
          starts_at: terms.startsAt,
          expires_at: terms.expiresAt,
          locked_until: terms.lockedUntil,
          last_used_at: (terms.fields & ~held) === 0n ? grant.last_used_at : 0,
          uses: terms.uses,
          uses_left: terms.uses,
          epoch: terms.epoch,
          revision: terms.revision,
          envelope_hash: terms.envelopeHash,
          revoked_at: null,
        }
      },
    }
  }
  if (name === 'AccessRevoked') {
    const { revision, effectiveAt, ...key } = accessRevoked.parse(args)
    const revoked = { event: 'revoked', revision, revoked_at: effectiveAt } as const
    return {
      key: keyOf(key),
      apply: (grant) =>
        timestamp < grant.locked_until
          ? { ...grant, ...revoked, expires_at: grant.locked_until }
          : { ...nothing, purpose: grant.purpose, ...revoked },
    }
  }
  if (name === 'AccessRenounced') {
    const { revision, ...key } = accessRenounced.parse(args)
    return {
      key: keyOf(key),
      apply: (grant) => ({ ...nothing, purpose: grant.purpose, revision, revoked_at: timestamp }),
    }
  }
  if (name === 'AccessUsed') {
    const { usesLeft, usedAt, ...key } = accessUsed.parse(args)
    return {
      key: keyOf(key),
      apply: (grant) => ({ ...grant, event: 'used', uses_left: usesLeft, last_used_at: usedAt }),
    }
  }
  return undefined
}

function keyOf(args: { credentialId: string; consumer: string; purposeHash: string; owner: string }): GrantKey {
  return {
    credential_id: args.credentialId,
    consumer: args.consumer.toLowerCase(),
    purpose_hash: args.purposeHash,
    owner: args.owner.toLowerCase(),
  }
}

function entryOf(grant: GrantRow): GrantEntry {
  const isGranted = grant.revoked_at === null
  return {
    credentialId: grant.credential_id as Hex,
    owner: getAddress(grant.owner),
    consumer: getAddress(grant.consumer),
    ...(grant.purpose !== null && { purpose: grant.purpose }),
    purposeHash: grant.purpose_hash as Hex,
    ...(isGranted && {
      terms: {
        fields: BigInt(grant.fields),
        startsAt: grant.starts_at,
        expiresAt: grant.expires_at,
        lockedUntil: grant.locked_until,
        uses: grant.uses,
        epoch: grant.epoch,
        envelopeHash: grant.envelope_hash as Hex,
      },
      usesLeft: grant.uses_left,
    }),
    ...(grant.revoked_at !== null && { revokedAt: grant.revoked_at }),
    ...(grant.last_used_at > 0 && { lastUsedAt: grant.last_used_at }),
    revision: grant.revision,
    position: {
      blockNumber: BigInt(grant.block_number),
      logIndex: grant.log_index,
      transactionHash: grant.transaction_hash as Hex,
    },
  }
}
