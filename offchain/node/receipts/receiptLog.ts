import { zeroHash } from 'viem'
import { toWire } from '../../../sdk/crypto/canonicalJson.ts'
import { treeRootOf } from '../../../sdk/crypto/sha256Tree.ts'
import { receiptBatchBytesOf, receiptBatchHashOf, receiptLeafHashOf } from '../../../sdk/receipts/receiptHash.ts'
import { type Receipt, type ReceiptBatch, type ReceiptLeaf, receiptLeaf } from '../../../sdk/wire/receipt.ts'
import type { ReceiptEntry, ReceiptLog, ReceiptStore } from '../ports.ts'
import { StoreError } from '../store/errors.ts'
import { ReceiptKeyChangedError } from './errors.ts'
import { inclusionPathsOf } from './inclusionPaths.ts'
import type { NodeKey } from './nodeKey.ts'

export type CreateReceiptLogParameters = {
  readonly store: Pick<ReceiptStore, 'lastBatch' | 'appendBatch'>
  readonly key: NodeKey
}

type Waiting = {
  readonly entry: ReceiptEntry
  readonly resolve: (receipt: Receipt) => void
  readonly reject: (error: unknown) => void
}

/** Bounds how long one batch keeps the event loop. */
const maxBatch = 512

/**
 * The receipt log of one process. Whatever waits at the same moment shares one batch: one signature and one flush to disk. An
 * append resolves when its receipt is durable.
 *
 * @throws {ReceiptKeyChangedError} The log was begun under another key.
 */
export function createReceiptLog({ store, key }: CreateReceiptLogParameters): ReceiptLog {
  let last = store.lastBatch()
  if (last !== undefined && last.node !== key.node) {
    throw new ReceiptKeyChangedError({ node: key.node, expected: last.node })
  }
  let waiting: Waiting[] = []
  let failure: unknown

  function append(entry: ReceiptEntry): Promise<Receipt> {
    return new Promise((resolve, reject) => {
      // What could not be read back must not get in: the whole batch would be unreadable with it.
      receiptLeaf.parse(toWire({ ...entry, node: key.node, seq: 1 }))
      if (failure !== undefined) throw failure
      waiting.push({ entry, resolve, reject })
      // After this turn's input, so that all of it is in the batch.
      if (waiting.length === 1) setImmediate(seal)
    })
  }

  function seal(): void {
    const sealed = waiting.slice(0, maxBatch)
    waiting = waiting.slice(maxBatch)
    if (waiting.length > 0) setImmediate(seal)
    try {
      if (failure !== undefined) throw failure
      const receipts = write(sealed)
      for (const [index, { resolve }] of sealed.entries()) resolve(receipts[index] as Receipt)
    } catch (error) {
      // Without space or the lock the write was undone as a whole. After any other failure it is not known what the disk holds,
      // and to go on could fork the log.
      if (!(error instanceof StoreError && ['STORE_FULL', 'STORE_BUSY'].includes(error.code))) failure = error
      for (const { reject } of sealed) reject(error)
    }
  }

  function write(sealed: readonly Waiting[]): readonly Receipt[] {
    const firstSeq = last === undefined ? 1 : last.firstSeq + last.count
    const leaves = sealed.map(({ entry }, index): ReceiptLeaf => ({ ...entry, node: key.node, seq: firstSeq + index }))
    const leafHashes = leaves.map(receiptLeafHashOf)
    const batch: ReceiptBatch = {
      node: key.node,
      batch: (last?.batch ?? 0) + 1,
      firstSeq,
      count: leaves.length,
      root: treeRootOf(leafHashes),
      previous: last === undefined ? zeroHash : receiptBatchHashOf(last),
    }
    const signature = key.sign(receiptBatchBytesOf(batch))
    store.appendBatch(batch, signature, leaves)
    last = batch
    const paths = inclusionPathsOf(leafHashes)
    return leaves.map((leaf, index) => ({ leaf, path: [...(paths[index] ?? [])], batch, signature }))
  }

  return { append }
}
