import { concat, encodeAbiParameters, type Hex, keccak256 } from 'viem'

/**
 * The Merkle tree that OpenZeppelin's `MerkleProof` verifies on chain and `@openzeppelin/merkle-tree` calls standard: leaves
 * of (uint256 field, bytes32 commitment), hashed twice, sorted, in a complete binary tree with commutative nodes.
 */

const leafTypes = [{ type: 'uint256' }, { type: 'bytes32' }] as const

/**
 * Leaf of one field, keccak256(keccak256(abi.encode(field, commitment))): hashed twice, so that no node passes for a leaf.
 *
 * @param field - Position in the schema.
 * @param commitment - SHA-256 digest of the field's disclosure.
 */
export function fieldLeafOf(field: number, commitment: Hex): Hex {
  return keccak256(keccak256(encodeAbiParameters(leafTypes, [BigInt(field), commitment])))
}

/**
 * `fieldsRoot` of a credential, so that a contract can verify one disclosed field.
 *
 * @param commitments - SHA-256 digests of the disclosures, in schema order, at least one.
 * @throws {RangeError} There is none.
 */
export function fieldsRootOf(commitments: readonly Hex[]): Hex {
  return treeOf(commitments)[0] as Hex
}

/**
 * Proof for `MerkleProof.verify(proof, fieldsRoot, fieldLeaf)`.
 *
 * @throws {RangeError} `field` is not the position of a commitment.
 */
export function fieldProofOf(commitments: readonly Hex[], field: number): Hex[] {
  const commitment = commitments[field]
  if (commitment === undefined) throw new RangeError(`The credential has no field ${field}.`)
  const tree = treeOf(commitments)
  const proof: Hex[] = []
  let node = tree.lastIndexOf(fieldLeafOf(field, commitment))
  while (node > 0) {
    proof.push(tree[node % 2 === 0 ? node - 1 : node + 1] as Hex)
    node = Math.floor((node - 1) / 2)
  }
  return proof
}

/** The root first, the children of node i at 2i + 1 and 2i + 2, the sorted leaves last and backwards. */
function treeOf(commitments: readonly Hex[]): Hex[] {
  if (commitments.length === 0) throw new RangeError('A credential has at least one field.')
  const leaves = commitments.map((commitment, field) => fieldLeafOf(field, commitment)).sort()
  const tree = new Array<Hex>(leaves.length - 1).concat(leaves.reverse())
  for (let node = leaves.length - 2; node >= 0; node--) {
    tree[node] = keccak256(concat([tree[2 * node + 1] as Hex, tree[2 * node + 2] as Hex].sort()))
  }
  return tree
}
