import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import { calculateJwkThumbprint } from 'jose'
import { toBase64url } from '../../../sdk/crypto/base64url.ts'
import { SigningKeyInvalidError } from '../../../sdk/crypto/errors.ts'
import {
  createSigningKey,
  exportSigningKey,
  importSigningKey,
  jwkThumbprintOf,
  type PrivateJwk,
  signingKeyOf,
  verifyEs256,
} from '../../../sdk/crypto/signingKey.ts'

const bytes = new TextEncoder().encode('signed')

describe('signingKey', () => {
  describe('importSigningKey', () => {
    it('refuses a key without d, of another curve, off the curve, or of mixed halves', async () => {
      const a = await exportSigningKey(await createSigningKey({ extractable: true }))
      const b = await exportSigningKey(await createSigningKey({ extractable: true }))
      const { d: _, ...publicOnly } = a
      for (const jwk of [
        publicOnly,
        { ...a, crv: 'P-384' },
        { ...a, x: b.x },
        { ...a, d: b.d },
        { ...a, x: '', y: '' },
      ]) {
        await assert.rejects(importSigningKey(jwk as PrivateJwk), SigningKeyInvalidError)
      }
    })

    it('takes what was exported', async () => {
      const key = await createSigningKey({ extractable: true })
      const again = await importSigningKey({ ...(await exportSigningKey(key)), kid: 'ignored' } as PrivateJwk)
      assert.equal(again.thumbprint, key.thumbprint)
      assert.ok(await verifyEs256(key.publicJwk, toBase64url(await again.sign(bytes)), bytes))
    })
  })

  describe('exportSigningKey', () => {
    it('refuses a key that may not leave, which is the default', async () => {
      await assert.rejects(exportSigningKey(await createSigningKey()), SigningKeyInvalidError)
    })
  })

  it('refuses a key pair of another curve', async () => {
    const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-384' }, false, ['sign', 'verify'])
    await assert.rejects(signingKeyOf(pair), SigningKeyInvalidError)
  })

  it('has the thumbprint that jose computes (RFC 7638)', async () => {
    const { publicJwk, thumbprint } = await createSigningKey()
    const expected = Buffer.from(await calculateJwkThumbprint(publicJwk, 'sha256'), 'base64url').toString('hex')
    assert.equal(thumbprint, `0x${expected}`)
    assert.equal(jwkThumbprintOf({ ...publicJwk }), thumbprint)
  })

  it('signs what OpenSSL verifies, and verifies nothing else', async () => {
    const [key, other] = [await createSigningKey(), await createSigningKey()]
    const signature = await key.sign(bytes)
    const publicKey = createPublicKey({ key: key.publicJwk, format: 'jwk' })
    assert.ok(verify('sha256', bytes, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature))
    const text = toBase64url(signature)
    assert.ok(await verifyEs256(key.publicJwk, text, bytes))
    assert.ok(!(await verifyEs256(other.publicJwk, text, bytes)))
    assert.ok(!(await verifyEs256(key.publicJwk, text, bytes.slice(1))))
    assert.ok(!(await verifyEs256({ ...key.publicJwk, x: 'A'.repeat(43) }, text, bytes)))
    assert.ok(!(await verifyEs256(key.publicJwk, '', bytes)))
    assert.ok(!(await verifyEs256(key.publicJwk, toBase64url(new Uint8Array(64)), bytes)))
  })

  it('E13: shows no private member', async () => {
    const key = await createSigningKey({ extractable: true })
    const { d } = await exportSigningKey(key)
    assert.ok(![JSON.stringify(key), inspect(key, { showHidden: true, depth: null })].join().includes(d))
  })
})
