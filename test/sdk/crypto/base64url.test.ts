import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { fromBase64url, toBase64url } from '../../../sdk/crypto/base64url.ts'
import { Base64urlInvalidError } from '../../../sdk/crypto/errors.ts'

describe('base64url', () => {
  it('refuses padding, other alphabets, white space and leftover bits', () => {
    for (const text of ['QQ==', 'QQ=', 'Q', 'QR', 'QUJ', 'Q Q', 'Q\nQQ', '+/+/', 'QQ\u00e9', 'AAAAA']) {
      assert.throws(() => fromBase64url(text), Base64urlInvalidError, text)
    }
  })

  it('is Node’s own, both ways', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        assert.equal(toBase64url(bytes), Buffer.from(bytes).toString('base64url'))
        assert.deepEqual(fromBase64url(toBase64url(bytes)), bytes)
      }),
    )
    const long = crypto.getRandomValues(new Uint8Array(65_536))
    assert.deepEqual(fromBase64url(toBase64url(long)), long)
  })
})
