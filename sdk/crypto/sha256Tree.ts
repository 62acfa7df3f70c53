import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, concatBytes, type Hex, hexToBytes } from 'viem'
import { InclusionPathInvalidError } from './errors.ts'

/**
 * The Merkle tree of RFC 9162 §2.1 over SHA-256. Leaves and nodes are hashed under different first bytes, and a tree
 * whose size is not a power of two splits at the largest one below, so no two lists have the same root.
 */

const leafPrefix = Uint8Array.of(0x00)
const nodePrefix = Uint8Array.of(0x01)

/**
 * Hash of a leaf: SHA-256(0x00 ‖ bytes).
 *
 * @see https://www.rfc-editor.org/rfc/rfc9162#section-2.1.1
 */
export function leafHashOf(bytes: Uint8Array): Hex {
  return bytesToHex(sha256(concatBytes([leafPrefix, bytes])))
}

/**
 * Merkle tree hash of leaves in their order; SHA-256 of nothing where there are none.
 *
 * @param leafHashes - Results of {@link leafHashOf}.
 */
export function treeRootOf(leafHashes: readonly Hex[]): Hex {
  return bytesToHex(rootOf(leafHashes.map((hash) => hexToBytes(hash))))
}

/**
 * Inclusion path of the leaf at `index`: sibling hashes from the leaf up, ceil(log2(count)) at most.
 *
 * @throws {InclusionPathInvalidError} `index` is not that of a leaf.
 * @see https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.1
 */
export function inclusionPathOf(leafHashes: readonly Hex[], index: number): Hex[] {
  const count = leafHashes.length
  if (!isIndex(index, count)) throw new InclusionPathInvalidError({ index, count, length: 0 })
  const path: Uint8Array[] = []
  let leaves = leafHashes.map((hash) => hexToBytes(hash))
  let position = index
  while (leaves.length > 1) {
    const split = splitOf(leaves.length)
    const [left, right] = [leaves.slice(0, split), leaves.slice(split)]
    if (position < split) {
      path.push(rootOf(right))
      leaves = left
    } else {
      path.push(rootOf(left))
      leaves = right
      position -= split
    }
  }
  return path.reverse().map((hash) => bytesToHex(hash))
}

/**
 * Root that a leaf at `index` of `count` and its inclusion path lead to. The caller compares it with the root it trusts.
 *
 * @throws {InclusionPathInvalidError} `index` is not below `count`, or the path is not as long as that position asks for.
 * @see https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.2
 */
export function rootFromPath(leafHash: Hex, index: number, count: number, path: readonly Hex[]): Hex {
  const invalid = () => new InclusionPathInvalidError({ index, count, length: path.length })
  if (!isIndex(index, count)) throw invalid()
  let node = index
  let last = count - 1
  let hash = hexToBytes(leafHash)
  for (const sibling of path) {
    if (last === 0) throw invalid()
    if (node % 2 === 1 || node === last) {
      hash = nodeHashOf(hexToBytes(sibling), hash)
      // A node without a right sibling rises unchanged to the level where it has a left one.
      while (node % 2 === 0 && node !== 0) [node, last] = [half(node), half(last)]
    } else {
      hash = nodeHashOf(hash, hexToBytes(sibling))
    }
    ;[node, last] = [half(node), half(last)]
  }
  if (last !== 0) throw invalid()
  return bytesToHex(hash)
}

function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves
  if (first === undefined) return sha256(new Uint8Array(0))
  if (leaves.length === 1) return first
  const split = splitOf(leaves.length)
  return nodeHashOf(rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)))
}

function nodeHashOf(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concatBytes([nodePrefix, left, right]))
}

/** Largest power of two below `count`, for `count` ≥ 2. */
function splitOf(count: number): number {
  return 2 ** (31 - Math.clz32(count - 1))
}

/** Not `>> 1`: receipt counters may pass 2^31. */
function half(value: number): number {
  return Math.floor(value / 2)
}

function isIndex(index: number, count: number): boolean {
  return Number.isSafeInteger(index) && Number.isSafeInteger(count) && index >= 0 && index < count
}
