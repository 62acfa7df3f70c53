import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { padmeSizeOf } from '../../../sdk/crypto/padme.ts'

/** Algorithm 1 of the paper, in its bit arithmetic. */
function padme(length: bigint): bigint {
  const exponent = BigInt(length.toString(2).length - 1)
  const size = BigInt(exponent.toString(2).length)
  const mask = (1n << (exponent - size > 0n ? exponent - size : 0n)) - 1n
  return (length + mask) & ~mask
}

describe('padmeSizeOf', () => {
  it('E10: agrees with the paper, grows a size by at most 12 % and never shrinks it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 2 ** 40 }), (length) => {
        const size = padmeSizeOf(length)
        assert.equal(BigInt(size), padme(BigInt(length)))
        assert.ok(size >= length && size <= length * 1.12)
        assert.equal(padmeSizeOf(size), size)
      }),
      { numRuns: 2000 },
    )
  })

  it('E10: leaves few sizes to tell apart', () => {
    const sizes = new Set<number>()
    for (let length = 65_536; length <= 131_072; length++) sizes.add(padmeSizeOf(length))
    assert.equal(sizes.size, 33)
  })
})
