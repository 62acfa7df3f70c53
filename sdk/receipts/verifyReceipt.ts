import { type Hex, hexToBytes } from 'viem'
import { fromBase64url } from '../crypto/base64url.ts'
import { rootFromPath } from '../crypto/sha256Tree.ts'
import type { Receipt, ReceiptBatch } from '../wire/receipt.ts'
import { ReceiptNodeMismatchError, ReceiptNotInBatchError, ReceiptSignatureInvalidError } from './errors.ts'
import { receiptBatchBytesOf, receiptLeafHashOf } from './receiptHash.ts'

/**
 * Verifies that `node` recorded what the receipt's leaf says: the leaf is in the batch at position `seq − firstSeq`, and the
 * node signed the batch. Offline; whether the batch was anchored is another question.
 *
 * @param receipt - As parsed by the `receipt` schema.
 * @param parameters.node - Ed25519 public key (RFC 8032, 32 bytes) of the node that was asked.
 * @returns The leaf's hash: the `releaseId`.
 * @throws {ReceiptNodeMismatchError} Leaf or batch name another node.
 * @throws {ReceiptNotInBatchError} The leaf and its path do not lead to the batch's root.
 * @throws {ReceiptSignatureInvalidError} The signature is not the node's over this batch.
 */
export async function verifyReceipt(receipt: Receipt, { node }: { readonly node: Hex }): Promise<Hex> {
  const { leaf, batch, path, signature } = receipt
  for (const named of [leaf.node, batch.node]) {
    if (named !== node.toLowerCase()) throw new ReceiptNodeMismatchError({ node: named, expected: node })
  }
  const leafHash = receiptLeafHashOf(leaf)
  if (rootOf(leafHash, receipt) !== batch.root) throw new ReceiptNotInBatchError({ seq: leaf.seq, batch: batch.batch })
  await verifyReceiptBatch(batch, signature)
  return leafHash

  function rootOf(hash: Hex, { leaf, batch }: Receipt): Hex {
    try {
      return rootFromPath(hash, leaf.seq - batch.firstSeq, batch.count, path)
    } catch (cause) {
      throw new ReceiptNotInBatchError({ seq: leaf.seq, batch: batch.batch }, { cause })
    }
  }
}

/**
 * Verifies a node's Ed25519 signature over a batch's RFC 8785 JSON.
 *
 * @param signature - base64url, 64 bytes.
 * @throws {ReceiptSignatureInvalidError} It is not the signature of `batch.node` over this batch.
 */
export async function verifyReceiptBatch(batch: ReceiptBatch, signature: string): Promise<void> {
  const named = { node: batch.node, batch: batch.batch }
  let valid: boolean
  try {
    const key = await crypto.subtle.importKey('raw', Uint8Array.from(hexToBytes(batch.node)), 'Ed25519', false, [
      'verify',
    ])
    valid = await crypto.subtle.verify('Ed25519', key, fromBase64url(signature), receiptBatchBytesOf(batch))
  } catch (cause) {
    throw new ReceiptSignatureInvalidError(named, { cause })
  }
  if (!valid) throw new ReceiptSignatureInvalidError(named)
}
