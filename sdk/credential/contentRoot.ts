import { concatBytes, type Hex, hexToBytes, numberToBytes } from 'viem'
import type { z } from 'zod'
import { leafHashOf, treeRootOf } from '../crypto/sha256Tree.ts'
import type { fieldContent, foldedFieldContent } from '../wire/credential.ts'

/** One field's ciphertext: the leaf hashes of its chunks, in order. */
export type FieldContent = z.infer<typeof fieldContent>
/** A field whose chunks the reader does not get: enough to recompute `contentRoot`. */
export type FoldedFieldContent = z.infer<typeof foldedFieldContent>

/**
 * Root of one field's ciphertext: the RFC 9162 tree over its chunk hashes.
 *
 * @param chunks - Results of `chunkHashOf`, in chunk order.
 */
export function fieldRootOf(chunks: readonly Hex[]): Hex {
  return treeRootOf(chunks)
}

/** Folds a field to the two values that its leaf under `contentRoot` is made of. */
export function foldField(content: { readonly chunks: readonly Hex[] }): FoldedFieldContent {
  return { chunkCount: content.chunks.length, root: fieldRootOf(content.chunks) }
}

/**
 * `contentRoot` of a credential: the RFC 9162 tree over one leaf per field, SHA-256(0x00 ‖ u8 field ‖ u32be chunkCount ‖
 * fieldRoot). A leaf names its field and its length, so no ciphertext can move to another field, nor lose its tail.
 *
 * @param content - Every field in schema order, whole or folded; both give the same root.
 */
export function contentRootOf(
  content: readonly ({ readonly chunks: readonly Hex[] } | { readonly chunkCount: number; readonly root: Hex })[],
): Hex {
  return treeRootOf(content.map((item, field) => fieldLeafOf(field, 'chunks' in item ? foldField(item) : item)))
}

function fieldLeafOf(field: number, { chunkCount, root }: { chunkCount: number; root: Hex }): Hex {
  return leafHashOf(
    concatBytes([numberToBytes(field, { size: 1 }), numberToBytes(chunkCount, { size: 4 }), hexToBytes(root)]),
  )
}
