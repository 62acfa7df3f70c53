import { z } from 'zod'
import { address, base64url, bytes32, fieldMask, purpose, uint32, uint256 } from './primitives.ts'

/** A node's record of one release or denial; hashed as RFC 8785 JSON of exactly these members. */
export const receiptLeaf = z.strictObject({
  /** The node: its Ed25519 public key. */
  node: bytes32,
  consumer: address,
  owner: address,
  credentialId: bytes32,
  /** The fields asked for. */
  fields: fieldMask,
  purpose,
  blockNumber: uint256,
  blockHash: bytes32,
  /** Unix seconds, the node's clock. */
  time: uint32,
  /** `released`, or the code of the denial. */
  outcome: z.string().regex(/^(released|[A-Z][A-Z0-9_]{2,63})$/),
  seq: z.number().int().min(1),
})
export type ReceiptLeaf = z.infer<typeof receiptLeaf>

/** Leaves `firstSeq … firstSeq + count − 1` under one RFC 9162 tree root, chained to the batch before. */
export const receiptBatch = z.strictObject({
  node: bytes32,
  batch: z.number().int().min(1),
  firstSeq: z.number().int().min(1),
  count: z.number().int().min(1),
  root: bytes32,
  /** SHA-256 of the previous batch's RFC 8785 JSON; zero for batch 1. */
  previous: bytes32,
})
export type ReceiptBatch = z.infer<typeof receiptBatch>

export const receipt = z.strictObject({
  leaf: receiptLeaf,
  /** RFC 9162 inclusion path from the leaf to `batch.root`. */
  path: z.array(bytes32).max(32),
  batch: receiptBatch,
  /** Ed25519 over the RFC 8785 JSON of `batch`. */
  signature: base64url.length(86),
})
export type Receipt = z.infer<typeof receipt>
