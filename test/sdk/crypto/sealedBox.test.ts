import assert from 'node:assert/strict'
import { createDecipheriv, createPublicKey, diffieHellman, generateKeyPairSync, hkdfSync } from 'node:crypto'
import { describe, it } from 'node:test'
import { ECIES_CONFIG } from 'eciesjs'
import fc from 'fast-check'
import { bytesToHex, type Hex } from 'viem'
import { createEncryptionKey, exportEncryptionKey } from '../../../sdk/crypto/encryptionKey.ts'
import { EncryptionKeyInvalidError, EnvelopeOpenError } from '../../../sdk/crypto/errors.ts'
import { seal } from '../../../sdk/crypto/sealedBox.ts'

const message = new TextEncoder().encode('Grüße')

/** Fails with the one error of opening: same class, code, words and no cause, whatever was wrong. */
function assertOpenFails(open: () => unknown) {
  assert.throws(open, (error: unknown) => {
    assert.ok(error instanceof EnvelopeOpenError)
    assert.equal(error.code, 'ENVELOPE_OPEN_FAILED')
    assert.equal(error.message, new EnvelopeOpenError().message)
    assert.equal(error.cause, undefined)
    assert.deepEqual(error.details, {})
    return true
  })
}

describe('sealedBox', () => {
  describe('seal', () => {
    it('E4: refuses a key of another length, spelling or curve', () => {
      const key = createEncryptionKey().publicKey
      const raised = Buffer.from(key.slice(2), 'hex')
      raised[31] = (raised[31] as number) | 0x80
      for (const invalid of [
        '0x',
        key.slice(0, -2),
        `${key}00`,
        `0x02${key.slice(2)}`,
        `0x04${key.slice(2)}${key.slice(2)}`,
        `0x${'zz'.repeat(32)}`,
        // 2^255 − 19 and above: second spellings of small values.
        `0xed${'ff'.repeat(30)}7f`,
        `0x${'ff'.repeat(32)}`,
        bytesToHex(raised),
      ] as Hex[]) {
        assert.throws(() => seal(invalid, message), EncryptionKeyInvalidError, invalid)
      }
    })

    it('E5: refuses points of small order', () => {
      const smallOrder: Hex[] = [
        `0x${'00'.repeat(32)}`,
        `0x01${'00'.repeat(31)}`,
        '0xe0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
        '0x5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
        `0xec${'ff'.repeat(30)}7f`,
      ]
      for (const point of smallOrder) assert.throws(() => seal(point, message), EncryptionKeyInvalidError, point)
    })

    it('opens with another implementation of X25519, HKDF-SHA256 and AES-256-GCM', () => {
      const { privateKey, publicKey } = generateKeyPairSync('x25519')
      const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x as string, 'base64url')
      const sealed = Buffer.from(seal(bytesToHex(raw), message))
      const [ephemeral, nonce, tag] = [sealed.subarray(0, 32), sealed.subarray(32, 44), sealed.subarray(44, 60)]
      const spki = Buffer.concat([Buffer.from('302a300506032b656e032100', 'hex'), ephemeral])
      const shared = diffieHellman({
        privateKey,
        publicKey: createPublicKey({ key: spki, format: 'der', type: 'spki' }),
      })
      const key = Buffer.from(hkdfSync('sha256', Buffer.concat([ephemeral, shared]), '', '', 32))
      const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAuthTag(tag)
      assert.deepEqual(Buffer.concat([decipher.update(sealed.subarray(60)), decipher.final()]), Buffer.from(message))
    })

    it('leaves the library’s global configuration as it is, and does not depend on it', () => {
      const before = { ...ECIES_CONFIG }
      const key = createEncryptionKey()
      const sealed = seal(key.publicKey, message)
      assert.deepEqual({ ...ECIES_CONFIG }, before)
      ECIES_CONFIG.symmetricAlgorithm = 'xchacha20'
      try {
        assert.deepEqual(key.open(sealed), message)
      } finally {
        ECIES_CONFIG.symmetricAlgorithm = before.symmetricAlgorithm
      }
    })

    it('never gives the same bytes twice', () => {
      const { publicKey } = createEncryptionKey()
      const sealed = Array.from({ length: 50 }, () => bytesToHex(seal(publicKey, message)))
      assert.equal(new Set(sealed).size, 50)
    })
  })

  describe('open', () => {
    const key = createEncryptionKey()
    const sealed = seal(key.publicKey, message)

    it('E2: refuses each bit flipped', () => {
      assert.equal(sealed.length, message.length + 60)
      for (let bit = 0; bit < sealed.length * 8; bit++) {
        const altered = Uint8Array.from(sealed)
        altered[bit >> 3] = (altered[bit >> 3] as number) ^ (1 << (bit & 7))
        assertOpenFails(() => key.open(altered))
      }
    })

    it('E2: refuses every truncation and an extension', () => {
      for (let length = 0; length < sealed.length; length++) assertOpenFails(() => key.open(sealed.slice(0, length)))
      assertOpenFails(() => key.open(Uint8Array.of(...sealed, 0)))
    })

    it('E4, E5: refuses an ephemeral key that is no key, the same way', () => {
      for (const ephemeral of [
        new Uint8Array(32),
        Uint8Array.of(1, ...new Uint8Array(31)),
        new Uint8Array(32).fill(0xff),
      ]) {
        assertOpenFails(() => key.open(Uint8Array.of(...ephemeral, ...sealed.subarray(32))))
      }
    })

    it('refuses what was sealed to another key, the same way', () => {
      assertOpenFails(() => createEncryptionKey().open(sealed))
    })

    it('gives back what was sealed', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
          assert.deepEqual(key.open(seal(key.publicKey, bytes)), bytes)
        }),
        { numRuns: 50 },
      )
      assert.equal(exportEncryptionKey(key).length, 32)
    })
  })
})
