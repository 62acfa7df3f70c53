import { type Hex, zeroHash } from 'viem'
import { treeRootOf } from '../../../sdk/crypto/sha256Tree.ts'
import { receiptBatchHashOf, receiptLeafHashOf } from '../../../sdk/receipts/receiptHash.ts'
import { verifyReceiptBatch } from '../../../sdk/receipts/verifyReceipt.ts'
import type { ReceiptHistory, ReceiptStore } from '../ports.ts'
import { ReceiptLogBrokenError } from './errors.ts'

/**
 * Reads the whole log and verifies that it is one chain: every batch signed by `node`, its leaves those under its root and
 * without a gap, its `previous` the hash of the one before. What was cut off the end is seen by whoever holds a receipt of it,
 * or an anchored root.
 *
 * @returns How many batches and receipts there are.
 * @throws {ReceiptLogBrokenError} The first batch that is not as it should be, with the reason as cause.
 */
export async function verifyReceiptLog(
  history: ReceiptHistory & Pick<ReceiptStore, 'lastBatch'>,
  { node }: { readonly node: Hex },
): Promise<{ readonly batches: number; readonly receipts: number }> {
  let receipts = 0
  let previous: Hex = zeroHash
  for (let number = 1; ; number += 1) {
    const stored = readBatch(history, number)
    if (stored === undefined) {
      if ((history.lastBatch()?.batch ?? 0) >= number)
        throw new ReceiptLogBrokenError({ batch: number, problem: 'it is missing' })
      return { batches: number - 1, receipts }
    }
    const { batch, signature, leaves } = stored
    const assert = (holds: boolean, problem: string) => {
      if (!holds) throw new ReceiptLogBrokenError({ batch: number, problem })
    }
    assert(batch.batch === number && batch.firstSeq === receipts + 1, 'it is not in its place')
    assert(batch.previous === previous, 'it does not follow the batch before')
    assert(batch.node === node && leaves.every((leaf) => leaf.node === node), 'it names another node')
    assert(leaves.length === batch.count, 'it lacks receipts')
    assert(
      leaves.every((leaf, index) => leaf.seq === batch.firstSeq + index),
      'its receipts are not in order',
    )
    assert(treeRootOf(leaves.map(receiptLeafHashOf)) === batch.root, 'its receipts are not those under its root')
    await verifyReceiptBatch(batch, signature).catch((cause: unknown) => {
      throw new ReceiptLogBrokenError({ batch: number, problem: 'its signature is not the node’s' }, { cause })
    })
    receipts += batch.count
    previous = receiptBatchHashOf(batch)
  }
}

function readBatch(history: ReceiptHistory, number: number) {
  try {
    return history.readBatch(number)
  } catch (cause) {
    throw new ReceiptLogBrokenError({ batch: number, problem: 'it cannot be read' }, { cause })
  }
}
