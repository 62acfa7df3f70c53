import type { Database } from 'better-sqlite3'
import type { Hex } from 'viem'
import { canonicalJson } from '../../../../sdk/crypto/canonicalJson.ts'
import { treeRootOf } from '../../../../sdk/crypto/sha256Tree.ts'
import { receiptLeafHashOf } from '../../../../sdk/receipts/receiptHash.ts'
import { type ReceiptBatch, type ReceiptLeaf, receiptBatch, receiptLeaf } from '../../../../sdk/wire/receipt.ts'
import type { ReceiptHistory, ReceiptStore } from '../../ports.ts'
import { inclusionPathsOf } from '../../receipts/inclusionPaths.ts'
import { decodeCursor, pageOfRows } from '../cursor.ts'
import { parseJson } from './parseJson.ts'
import { assertRowDigest, corruptRow, rowDigestOf } from './rowDigest.ts'
import type { Transactions } from './transactions.ts'

type BatchRow = { batch: number; first_seq: number; body: string; signature: string }
type StoredBatchRow = BatchRow & { digest: Buffer }
type BatchWithPaths = {
  readonly batch: ReceiptBatch
  readonly signature: string
  readonly paths: readonly (readonly Hex[])[]
}
type LeafRow = { seq: number; batch: number; leaf_hash: Hex; leaf: string }

export function createReceiptStore(database: Database, { read, write }: Transactions): ReceiptStore & ReceiptHistory {
  const insertBatch = database.prepare(
    'INSERT INTO receipt_batches (batch, first_seq, body, signature, digest) VALUES (?, ?, ?, ?, ?)',
  )
  const insertLeaf = database.prepare(
    'INSERT INTO receipts (seq, batch, leaf_hash, owner, consumer, leaf) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const batchColumns = 'batch, first_seq, body, signature, digest'
  const lastBatch = database.prepare<[], StoredBatchRow>(
    `SELECT ${batchColumns} FROM receipt_batches ORDER BY batch DESC LIMIT 1`,
  )
  const findBatch = database.prepare<[number], StoredBatchRow>(
    `SELECT ${batchColumns} FROM receipt_batches WHERE batch = ?`,
  )
  const findLeaf = database.prepare<[string], LeafRow>(
    'SELECT seq, batch, leaf_hash, leaf FROM receipts WHERE leaf_hash = ?',
  )
  const leavesOfBatch = database.prepare<[number], LeafRow>(
    'SELECT seq, batch, leaf_hash, leaf FROM receipts WHERE batch = ? ORDER BY seq',
  )
  const leafHashes = database
    .prepare<[number], Hex>('SELECT leaf_hash FROM receipts WHERE batch = ? ORDER BY seq')
    .pluck()
  // Two indices merged: an OR would sort all of a party's rows for each page.
  const list = database.prepare<[{ party: string; before: number; limit: number }], LeafRow>(`
    SELECT seq, batch, leaf_hash, leaf FROM receipts WHERE owner = @party AND seq < @before
    UNION
    SELECT seq, batch, leaf_hash, leaf FROM receipts WHERE consumer = @party AND seq < @before
    ORDER BY seq DESC LIMIT @limit`)
  const countDenial = database
    .prepare<[number, string, string, string, string], number>(`
      INSERT INTO denials (minute, consumer, credential_id, purpose, outcome, count) VALUES (?, ?, ?, ?, ?, 1)
      ON CONFLICT (minute, consumer, credential_id, purpose, outcome) DO UPDATE SET count = count + 1
      RETURNING count`)
    .pluck()

  const readBatch = (number: number) => {
    const row = findBatch.get(number)
    if (row === undefined) return undefined
    const batch = parseBatch(row)
    const leaves = leavesOfBatch.all(number).map(parseLeaf)
    if (leaves.length !== batch.count) throw corruptRow('receipts')
    return { batch, signature: row.signature, leaves }
  }

  /** From the leaves' hashes alone, so that a damaged leaf is an error where it is shown and nowhere else. */
  const readBatchWithPaths = (number: number): BatchWithPaths => {
    const row = findBatch.get(number)
    if (row === undefined) throw corruptRow('receipt_batches')
    const batch = parseBatch(row)
    const hashes = leafHashes.all(number)
    if (treeRootOf(hashes) !== batch.root) throw corruptRow('receipts')
    return { batch, signature: row.signature, paths: inclusionPathsOf(hashes) }
  }

  return {
    lastBatch: () =>
      read(() => {
        const row = lastBatch.get()
        return row && parseBatch(row)
      }),
    appendBatch: (batch, signature, leaves) =>
      write(() => {
        const row: BatchRow = {
          batch: batch.batch,
          first_seq: batch.firstSeq,
          body: canonicalJson(batch),
          signature,
        }
        insertBatch.run(...Object.values(row), rowDigestOf(row))
        for (const leaf of leaves) {
          insertLeaf.run(
            leaf.seq,
            batch.batch,
            receiptLeafHashOf(leaf),
            leaf.owner.toLowerCase(),
            leaf.consumer.toLowerCase(),
            canonicalJson(leaf),
          )
        }
      }),
    findLeaf: (leafHash) =>
      read(() => {
        const row = findLeaf.get(leafHash)
        return row && parseLeaf(row)
      }),
    readBatch: (batch) => read(() => readBatch(batch)),
    listReceipts: (party, cursor, limit) =>
      read(() => {
        const [before] = decodeCursor('receipts', cursor)
        const rows = list.all({ party: party.toLowerCase(), before, limit: limit + 1 })
        const batches = new Map<number, BatchWithPaths>()
        const batchOf = (number: number) => {
          const batch = batches.get(number) ?? readBatchWithPaths(number)
          batches.set(number, batch)
          return batch
        }
        return pageOfRows('receipts', rows, limit, {
          key: ({ seq }) => [seq, 0],
          item: (row) => {
            const { batch, signature, paths } = batchOf(row.batch)
            return {
              leaf: parseLeaf(row),
              path: [...(paths[row.seq - batch.firstSeq] ?? [])],
              batch,
              signature,
            }
          },
        })
      }),
    countDenial: ({ time, consumer, credentialId, purpose, outcome }) =>
      write(() => countDenial.get(Math.floor(time / 60), consumer.toLowerCase(), credentialId, purpose, outcome) === 1),
  }
}

function parseBatch({ digest, ...row }: StoredBatchRow): ReceiptBatch {
  assertRowDigest('receipt_batches', row, digest)
  return parseJson('receipt_batches', receiptBatch, row.body)
}

/** The leaf's own hash is its digest. */
function parseLeaf({ seq, leaf: text, leaf_hash }: LeafRow): ReceiptLeaf {
  const leaf = parseJson('receipts', receiptLeaf, text)
  if (leaf.seq !== seq || receiptLeafHashOf(leaf) !== leaf_hash) throw corruptRow('receipts')
  return leaf
}
