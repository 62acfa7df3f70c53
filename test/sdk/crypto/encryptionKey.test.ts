import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { describe, it } from 'node:test'
import { inspect } from 'node:util'
import { bytesToHex } from 'viem'
import { createEncryptionKey, exportEncryptionKey, importEncryptionKey } from '../../../sdk/crypto/encryptionKey.ts'
import { EncryptionKeyInvalidError } from '../../../sdk/crypto/errors.ts'
import { seal } from '../../../sdk/crypto/sealedBox.ts'

describe('encryptionKey', () => {
  describe('importEncryptionKey', () => {
    it('refuses anything but 32 bytes', () => {
      for (const length of [0, 31, 33, 64]) {
        assert.throws(() => importEncryptionKey(new Uint8Array(length)), EncryptionKeyInvalidError)
      }
    })

    it('has the public key that OpenSSL derives', () => {
      const bytes = crypto.getRandomValues(new Uint8Array(32))
      const der = Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), bytes])
      const { x } = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).export({
        format: 'jwk',
      })
      assert.equal(importEncryptionKey(bytes).publicKey, bytesToHex(Buffer.from(x as string, 'base64url')))
    })

    it('keeps its own copy of the bytes', () => {
      const bytes = crypto.getRandomValues(new Uint8Array(32))
      const key = importEncryptionKey(bytes, { version: 3 })
      const sealed = seal(key.publicKey, Uint8Array.of(1, 2, 3))
      bytes.fill(0)
      exportEncryptionKey(key).fill(0)
      assert.deepEqual(key.open(sealed), Uint8Array.of(1, 2, 3))
      assert.equal(key.version, 3)
    })
  })

  describe('exportEncryptionKey', () => {
    it('refuses a key that only looks like one', () => {
      assert.throws(() => exportEncryptionKey({ ...createEncryptionKey() }), EncryptionKeyInvalidError)
    })

    it('gives bytes that make the same key', () => {
      const key = createEncryptionKey()
      assert.equal(importEncryptionKey(exportEncryptionKey(key)).publicKey, key.publicKey)
    })
  })

  it('E13: shows no private byte to JSON, console or a walk over its properties', () => {
    const key = createEncryptionKey({ version: 1 })
    const secret = bytesToHex(exportEncryptionKey(key)).slice(2)
    const shown = [
      JSON.stringify(key),
      String(key),
      inspect(key, { showHidden: true, depth: null, getters: true }),
      ...Reflect.ownKeys(key).map((name) => String(Reflect.get(key, name))),
    ].join()
    assert.ok(!shown.includes(secret))
    assert.ok(!shown.includes(exportEncryptionKey(key).join(',')))
    assert.ok(!shown.includes(Buffer.from(secret, 'hex').toString('base64')))
    assert.throws(() => Object.assign(key, { open: () => new Uint8Array(0) }), TypeError)
  })
})
