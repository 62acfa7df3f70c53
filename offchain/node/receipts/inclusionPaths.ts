import type { Hex } from 'viem'
import { treeRootOf } from '../../../sdk/crypto/sha256Tree.ts'

/** Inclusion paths (RFC 9162 §2.1.3.1) of all leaves, hashing each node of the tree once. */
export function inclusionPathsOf(leafHashes: readonly Hex[]): readonly (readonly Hex[])[] {
  return subtreeOf(leafHashes).paths
}

function subtreeOf(leafHashes: readonly Hex[]): { readonly root: Hex; readonly paths: readonly (readonly Hex[])[] } {
  if (leafHashes.length <= 1) return { root: treeRootOf(leafHashes), paths: leafHashes.map(() => []) }
  // The largest power of two below the count.
  const split = 2 ** (31 - Math.clz32(leafHashes.length - 1))
  const left = subtreeOf(leafHashes.slice(0, split))
  const right = subtreeOf(leafHashes.slice(split))
  return {
    root: treeRootOf([left.root, right.root]),
    paths: [...left.paths.map((path) => [...path, right.root]), ...right.paths.map((path) => [...path, left.root])],
  }
}
