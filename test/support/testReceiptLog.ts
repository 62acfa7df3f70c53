import { generateKeyPairSync, sign } from 'node:crypto'
import { bytesToHex, type Hex, zeroHash } from 'viem'
import type { ReceiptLog, ReceiptStore } from '../../offchain/node/ports.ts'
import { receiptBatchBytesOf, receiptBatchHashOf, receiptLeafHashOf } from '../../sdk/receipts/receiptHash.ts'

/** A log in batches of one. */
export async function createTestReceiptLog(store: ReceiptStore): Promise<ReceiptLog & { readonly node: Hex }> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const node = bytesToHex(publicKey.export({ type: 'spki', format: 'der' }).subarray(-32))
  return {
    node,
    append: async (entry) => {
      const last = store.lastBatch()
      const number = (last?.batch ?? 0) + 1
      const leaf = { ...entry, node, seq: number }
      const previous = last ? receiptBatchHashOf(last) : zeroHash
      const batch = { node, batch: number, firstSeq: number, count: 1, root: receiptLeafHashOf(leaf), previous }
      const signature = sign(null, receiptBatchBytesOf(batch), privateKey).toString('base64url')
      store.appendBatch(batch, signature, [leaf])
      return { leaf, path: [], batch, signature }
    },
  }
}
