import { getAddress, type Hex, sha256, stringToBytes } from 'viem'
import { canonicalJson } from '../crypto/canonicalJson.ts'
import { leafHashOf } from '../crypto/sha256Tree.ts'
import type { ReceiptBatch, ReceiptLeaf } from '../wire/receipt.ts'

/**
 * Hash of a receipt's leaf, SHA-256(0x00 ‖ RFC 8785 JSON of the leaf), addresses spelled with their checksum (ERC-55).
 * It is also the id of the release that the receipt records.
 */
export function receiptLeafHashOf(leaf: ReceiptLeaf): Hex {
  const spelled = { ...leaf, consumer: getAddress(leaf.consumer), owner: getAddress(leaf.owner) }
  return leafHashOf(stringToBytes(canonicalJson(spelled)))
}

/** What a node signs (Ed25519): the UTF-8 bytes of the batch's RFC 8785 JSON. */
export function receiptBatchBytesOf(batch: ReceiptBatch): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(canonicalJson(batch))
}

/** SHA-256 of the batch's RFC 8785 JSON: the next batch names it as `previous`. */
export function receiptBatchHashOf(batch: ReceiptBatch): Hex {
  return sha256(receiptBatchBytesOf(batch))
}
