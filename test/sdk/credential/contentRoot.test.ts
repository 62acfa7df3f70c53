import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Hex } from 'viem'
import { contentRootOf, foldField } from '../../../sdk/credential/contentRoot.ts'
import { chunkHashOf } from '../../../sdk/crypto/chunkHash.ts'
import { leafHashOf } from '../../../sdk/crypto/sha256Tree.ts'

const sha256 = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest()
const bytesOf = (hex: Hex) => Buffer.from(hex.slice(2), 'hex')
const hash = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes): Hex => `0x${Buffer.from(bytes).toString('hex')}`)
const content = fc.array(fc.record({ chunks: fc.array(hash, { minLength: 1, maxLength: 5 }) }), {
  minLength: 1,
  maxLength: 20,
})

describe('contentRootOf', () => {
  it('is the tree over leaves of field number, chunk count and root', async () => {
    const [a, b, c] = await Promise.all([1, 2, 3].map((byte) => chunkHashOf(Uint8Array.of(byte))))
    const leaf = (field: number, count: number, root: Uint8Array) =>
      sha256(Buffer.from([0, field, 0, 0, 0, count]), root)
    const second = sha256(Buffer.from([1]), bytesOf(b as Hex), bytesOf(c as Hex))
    const expected = sha256(Buffer.from([1]), leaf(0, 1, bytesOf(a as Hex)), leaf(1, 2, second))
    assert.equal(
      contentRootOf([{ chunks: [a as Hex] }, { chunks: [b as Hex, c as Hex] }]),
      `0x${expected.toString('hex')}`,
    )
  })

  it('is the same whichever fields are folded', () => {
    fc.assert(
      fc.property(content, fc.bigInt({ min: 0n, max: 2n ** 20n }), (fields, mask) => {
        const folded = fields.map((field, index) => ((mask >> BigInt(index)) & 1n ? foldField(field) : field))
        assert.equal(contentRootOf(folded), contentRootOf(fields))
      }),
    )
  })

  it('D11: differs where two fields change places, or a field loses a chunk', () => {
    fc.assert(
      fc.property(content, hash, (fields, extra) => {
        const longer = [{ chunks: [...(fields[0] as { chunks: Hex[] }).chunks, extra] }, ...fields.slice(1)]
        assert.notEqual(contentRootOf(longer), contentRootOf(fields))
        const [first, second, ...rest] = fields
        if (first && second && String(first.chunks) !== String(second.chunks)) {
          assert.notEqual(contentRootOf([second, first, ...rest]), contentRootOf(fields))
        }
      }),
    )
  })
})

describe('chunkHashOf', () => {
  it('is the leaf hash of the tree', async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(1000))
    assert.equal(await chunkHashOf(bytes), leafHashOf(bytes))
  })
})
