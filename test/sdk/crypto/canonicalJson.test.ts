import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { canonicalJson, toWire } from '../../../sdk/crypto/canonicalJson.ts'
import { CanonicalJsonError } from '../../../sdk/crypto/errors.ts'

describe('canonicalJson', () => {
  it('refuses fractions, unsafe integers, lone surrogates and what JSON cannot carry', () => {
    for (const value of [0.5, 2 ** 53, Number.NaN, '\ud800', { '\udc00': 1 }, () => 1, new Date(), Uint8Array.of(1)]) {
      assert.throws(() => canonicalJson({ value }), CanonicalJsonError)
    }
    assert.throws(() => canonicalJson({ '\udc00': 1 }), CanonicalJsonError)
  })

  it('sorts members by UTF-16 code units, as the example of RFC 8785 §3.2.3', () => {
    const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 }
    assert.equal(canonicalJson(value), '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}')
  })

  it('spells a bigint as on the wire: decimal, or a hex quantity where it is a field mask', () => {
    assert.equal(
      canonicalJson({ fields: 0xabcn, chainId: 31_337n, absent: undefined, list: [1n, null, true] }),
      '{"chainId":"31337","fields":"0xabc","list":["1",null,true]}',
    )
    assert.deepEqual(toWire({ grant: { fields: 1n } }), { grant: { fields: '0x1' } })
  })

  it('is read back by any JSON parser, whatever the order it was built in', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'grapheme' }), fc.oneof(fc.integer(), fc.string({ unit: 'grapheme' }))),
        (value) => {
          const text = canonicalJson(value)
          assert.deepEqual(Object.entries(JSON.parse(text)).sort(), Object.entries(value).sort())
          assert.equal(canonicalJson(Object.fromEntries(Object.entries(value).reverse())), text)
        },
      ),
    )
  })
})
