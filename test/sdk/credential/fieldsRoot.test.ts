import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { AbiCoder, keccak256 } from 'ethers'
import fc from 'fast-check'
import type { Hex } from 'viem'
import { fieldLeafOf, fieldProofOf, fieldsRootOf } from '../../../sdk/credential/fieldsRoot.ts'

/** `MerkleProof.processProof` of OpenZeppelin Contracts, over ethers' keccak256. */
function processProof(proof: readonly string[], leaf: string): string {
  return proof.reduce((hash, sibling) => {
    const [left, right] = hash < sibling ? [hash, sibling] : [sibling, hash]
    return keccak256(`${left}${right?.slice(2)}`)
  }, leaf)
}

const commitmentsOf = (count: number) =>
  Array.from({ length: count }, (_, field): Hex => `0x${createHash('sha256').update(`field ${field}`).digest('hex')}`)

describe('fieldsRootOf', () => {
  it('refuses a credential without fields', () => {
    assert.throws(() => fieldsRootOf([]), RangeError)
  })

  it('has the roots and the proof of StandardMerkleTree in @openzeppelin/merkle-tree 1.0.8', () => {
    const roots = {
      1: '0x22cb3ed4530e35231478dfbf7402eccfae8ff2fae7213e101efdb8ffe32374eb',
      2: '0xcee1fffb59a4953350d53d8c30f6ed76c50496f3015f673117790f7764f03483',
      3: '0x9bc5f9631f3d4bb1bdaa2a6663c1d2aaa00e4c6b826863bc5369a1643b5af245',
      5: '0xfb8cae064eeab6183e781dd8607156fea6537aeb63e0959bf53f70524703e2a3',
      10: '0xde1e05270624a492a6e4488e5401a4c5fc1c825ad5c90b919764c7dde6e814e0',
      25: '0xeacffe31b01e1f361dadb9787e43ebc877b05b6031ed88949ec7a87681e484f3',
      64: '0x7dede4297964e9b26af7472582c815f5f82e98facaae14f8703da316b9a60b6e',
    }
    for (const [count, root] of Object.entries(roots)) assert.equal(fieldsRootOf(commitmentsOf(Number(count))), root)
    assert.deepEqual(fieldProofOf(commitmentsOf(5), 3), [
      '0xd31a69f955dd9264d9ed8df6b52ab9eb60a39a804f7b402f303b22fe6a25d125',
      '0x4fad570cbcc3da9e3a9ba7cba8242688f96ffd6493ba8f4df1f66358be7328d4',
    ])
  })
})

describe('fieldProofOf', () => {
  it('refuses a field that is not there', () => {
    assert.throws(() => fieldProofOf(commitmentsOf(3), 3), RangeError)
  })

  it('proves each field at its position, and at no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), fc.nat(), (count, seed) => {
        const commitments = commitmentsOf(count)
        const root = fieldsRootOf(commitments)
        const field = seed % count
        const commitment = commitments[field] as Hex
        const encoded = AbiCoder.defaultAbiCoder().encode(['uint256', 'bytes32'], [field, commitment])
        const leaf = keccak256(keccak256(encoded))
        assert.equal(fieldLeafOf(field, commitment), leaf)
        const proof = fieldProofOf(commitments, field)
        assert.equal(processProof(proof, leaf), root)
        assert.notEqual(processProof(proof, fieldLeafOf((field + 1) % 64, commitment)), root)
      }),
    )
  })

  it('tells two fields with one commitment apart', () => {
    const [commitment] = commitmentsOf(1) as [Hex]
    const commitments = [commitment, commitment, commitment]
    for (const field of [0, 1, 2]) {
      assert.equal(
        processProof(fieldProofOf(commitments, field), fieldLeafOf(field, commitment)),
        fieldsRootOf(commitments),
      )
    }
  })
})
