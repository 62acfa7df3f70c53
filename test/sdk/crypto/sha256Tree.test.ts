import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { bytesToHex, type Hex } from 'viem'
import { InclusionPathInvalidError } from '../../../sdk/crypto/errors.ts'
import { inclusionPathOf, leafHashOf, rootFromPath, treeRootOf } from '../../../sdk/crypto/sha256Tree.ts'

/** RFC 9162 §2.1.1, word by word, over raw leaves. */
function merkleTreeHash(data: readonly Uint8Array[]): Uint8Array {
  const hash = (...parts: Uint8Array[]) => new Uint8Array(createHash('sha256').update(Buffer.concat(parts)).digest())
  if (data.length === 0) return hash()
  if (data.length === 1) return hash(Uint8Array.of(0), data[0] as Uint8Array)
  let k = 1
  while (k * 2 < data.length) k *= 2
  return hash(Uint8Array.of(1), merkleTreeHash(data.slice(0, k)), merkleTreeHash(data.slice(k)))
}

const leaves = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 70 })

describe('sha256Tree', () => {
  describe('treeRootOf', () => {
    it('knows the test vectors of Certificate Transparency', () => {
      const data = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
      const hashes = data.map((hex) => leafHashOf(Uint8Array.from(Buffer.from(hex, 'hex'))))
      assert.equal(treeRootOf([]), '0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
      assert.equal(treeRootOf(hashes.slice(0, 1)), '0x6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d')
      assert.equal(treeRootOf(hashes.slice(0, 5)), '0x4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4')
      assert.equal(treeRootOf(hashes), '0x5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328')
    })

    it('agrees with a recursive tree of RFC 9162', () => {
      fc.assert(
        fc.property(leaves, (data) => {
          assert.equal(treeRootOf(data.map(leafHashOf)), bytesToHex(merkleTreeHash(data)))
        }),
      )
    })
  })

  describe('rootFromPath', () => {
    it('refuses a position outside the tree, and a path too short or too long', () => {
      const hashes = [1, 2, 3].map((n) => leafHashOf(Uint8Array.of(n)))
      const path = inclusionPathOf(hashes, 1)
      const hash = hashes[1] as Hex
      for (const [index, count, tried] of [
        [3, 3, path],
        [-1, 3, path],
        [0.5, 3, path],
        [1, 3, path.slice(1)],
        [1, 3, [...path, hash]],
        [0, 0, []],
      ] as const) {
        assert.throws(() => rootFromPath(hash, index, count, tried), InclusionPathInvalidError)
      }
      assert.throws(() => inclusionPathOf(hashes, 3), InclusionPathInvalidError)
    })

    it('leads every leaf to the root, and no other leaf, position or sibling', () => {
      fc.assert(
        fc.property(leaves, fc.nat(), fc.nat(), (data, seed, bit) => {
          const hashes = data.map((bytes, index) => leafHashOf(Buffer.concat([Buffer.from([0, index]), bytes])))
          const root = treeRootOf(hashes)
          const index = seed % hashes.length
          const hash = hashes[index] as Hex
          const path = inclusionPathOf(hashes, index)
          assert.equal(rootFromPath(hash, index, hashes.length, path), root)
          assert.notEqual(rootFromPath(leafHashOf(Uint8Array.of(0xff)), index, hashes.length, path), root)
          if (path.length > 0) {
            const altered = path.map((sibling, at) =>
              at === bit % path.length ? leafHashOf(Uint8Array.of(1)) : sibling,
            )
            assert.notEqual(rootFromPath(hash, index, hashes.length, altered), root)
          }
          hashes.forEach((_, other) => {
            if (other === index) return
            let reached: Hex | undefined
            try {
              reached = rootFromPath(hash, other, hashes.length, path)
            } catch {}
            assert.notEqual(reached, root)
          })
        }),
      )
    })
  })
})
