import assert from 'node:assert/strict'
import { createDecipheriv, randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Hex } from 'viem'
import {
  chunkOverhead,
  chunkSize,
  decryptChunk,
  encryptChunk,
  importFieldKey,
} from '../../../sdk/crypto/chunkCipher.ts'
import { ChunkOpenError } from '../../../sdk/crypto/errors.ts'
import { decryptField, encryptField } from '../../../sdk/crypto/fieldCipher.ts'
import { readAll, readBytes } from '../../../sdk/crypto/readAll.ts'

const credentialHash: Hex = `0x${'a1'.repeat(32)}`
const place = { credentialHash, field: 5 }

async function encrypt(plaintext: Uint8Array, where = place) {
  const { key, chunks } = encryptField(where, plaintext)
  return { key, chunks: await readAll(chunks) }
}

/** The one error of opening a chunk, without a cause. */
async function assertOpenFails(opening: Promise<unknown>) {
  await assert.rejects(opening, (error: unknown) => {
    assert.ok(error instanceof ChunkOpenError)
    assert.equal(error.code, 'CHUNK_OPEN_FAILED')
    assert.equal(error.cause, undefined)
    assert.deepEqual(Object.keys(error.details), ['field', 'chunk'])
    return true
  })
}

describe('fieldCipher', () => {
  describe('encryptField', () => {
    it('refuses an empty field', () => {
      assert.throws(() => encryptField(place, new Uint8Array(0)), RangeError)
    })

    it('is AES-256-GCM with the documented nonce and additional data', async () => {
      const plaintext = Uint8Array.from(randomBytes(chunkSize + 1000))
      const { key, chunks } = await encrypt(plaintext)
      assert.deepEqual(
        chunks.map((chunk) => chunk.length),
        [chunkSize + chunkOverhead, 1000 + chunkOverhead],
      )
      const opened = chunks.map((chunk, index) => {
        const position = Buffer.from([0, 0, 0, index, index === 1 ? 1 : 0])
        const decipher = createDecipheriv('aes-256-gcm', key, Buffer.concat([Buffer.alloc(7), position]))
        const hash = Buffer.from(credentialHash.slice(2), 'hex')
        decipher.setAAD(Buffer.concat([Buffer.from('grantkeep/chunk/1'), hash, Buffer.from([5]), position]))
        decipher.setAuthTag(chunk.subarray(-16))
        return Buffer.concat([decipher.update(chunk.subarray(0, -16)), decipher.final()])
      })
      assert.deepEqual(Buffer.concat(opened), Buffer.from(plaintext))
    })

    it('E1: makes a new key each time, so one plaintext never gives one ciphertext twice', async () => {
      const plaintext = new Uint8Array(256)
      const made = await Promise.all(Array.from({ length: 200 }, () => encrypt(plaintext)))
      assert.equal(new Set(made.map(({ key }) => String(key))).size, 200)
      assert.equal(new Set(made.map(({ chunks }) => String(chunks[0]))).size, 200)
    })
  })

  describe('decryptField', () => {
    it('E2: refuses each bit flipped', async () => {
      const { key, chunks } = await encrypt(Uint8Array.of(1, 2, 3))
      const [chunk = new Uint8Array(0)] = chunks
      for (let bit = 0; bit < chunk.length * 8; bit++) {
        const altered = Uint8Array.from(chunk)
        altered[bit >> 3] = (altered[bit >> 3] as number) ^ (1 << (bit & 7))
        await assertOpenFails(readBytes(decryptField(place, key, [altered], 1)))
      }
    })

    it('E2: refuses truncation, extension, reordering, repetition and a missing or added chunk', async () => {
      const { key, chunks } = await encrypt(Uint8Array.from(randomBytes(2 * chunkSize + 9)))
      const [a, b, c] = chunks as [Uint8Array, Uint8Array, Uint8Array]
      for (const [list, count] of [
        [[a, b, c.slice(0, -1)], 3],
        [[a, b, Uint8Array.of(...c, 0)], 3],
        [[b, a, c], 3],
        [[a, a, c], 3],
        [[a, c, b], 3],
        [[a, b], 3],
        [[a, b], 2],
        [[a], 1],
        [[], 1],
        [[c], 1],
        [[a, b, c, c], 3],
        [[a, b, c, c], 4],
        [[a, b, c, new Uint8Array(0)], 4],
      ] as const) {
        await assertOpenFails(readBytes(decryptField(place, key, list, count)))
      }
      assert.equal((await readBytes(decryptField(place, key, chunks, 3))).length, 2 * chunkSize + 9)
    })

    it('D11: refuses a chunk of another field or credential, and another field’s key', async () => {
      const { key, chunks } = await encrypt(new Uint8Array(300))
      const other = await encrypt(new Uint8Array(300), { credentialHash, field: 6 })
      await assertOpenFails(readBytes(decryptField({ credentialHash, field: 6 }, key, chunks, 1)))
      await assertOpenFails(
        readBytes(decryptField({ credentialHash: `0x${'a2'.repeat(32)}`, field: 5 }, key, chunks, 1)),
      )
      await assertOpenFails(readBytes(decryptField(place, other.key, chunks, 1)))
      await assertOpenFails(readBytes(decryptField(place, key, other.chunks, 1)))
    })

    it('E9: refuses a chunk of another version', async () => {
      const key = crypto.getRandomValues(new Uint8Array(32))
      const cryptoKey = await importFieldKey(key)
      const additionalData = Buffer.concat([
        Buffer.from('grantkeep/chunk/2'),
        Buffer.alloc(32, 0xa1),
        Buffer.from([5, 0, 0, 0, 0, 1]),
      ])
      const iv = Buffer.from('000000000000000000000001', 'hex')
      const chunk = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, cryptoKey, new Uint8Array(9))
      await assertOpenFails(readBytes(decryptField(place, key, [new Uint8Array(chunk)], 1)))
    })

    it('gives back what was encrypted, whatever its size', async () => {
      const size = fc.oneof(
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: -3, max: 3 }).map((delta) => chunkSize + delta),
        fc.integer({ min: -3, max: 3 }).map((delta) => 2 * chunkSize + delta),
      )
      await fc.assert(
        fc.asyncProperty(size, fc.nat({ max: 63 }), async (length, field) => {
          const plaintext = new Uint8Array(length).map((_, index) => index * 31)
          const { key, chunks } = await encrypt(plaintext, { credentialHash, field })
          assert.equal(chunks.length, Math.ceil(length / chunkSize))
          const opened = await readBytes(decryptField({ credentialHash, field }, key, chunks, chunks.length))
          assert.ok(Buffer.from(opened).equals(plaintext))
        }),
        { numRuns: 40 },
      )
    })
  })

  it('E2: one chunk opens at its own place alone', async () => {
    const key = await importFieldKey(crypto.getRandomValues(new Uint8Array(32)))
    const at = { credentialHash, field: 1, chunk: 2, last: false }
    const chunk = await encryptChunk(key, at, Uint8Array.of(7))
    for (const moved of [
      { field: 0 },
      { chunk: 3 },
      { last: true },
      { credentialHash: `0x${'00'.repeat(32)}` as Hex },
    ]) {
      await assertOpenFails(decryptChunk(key, { ...at, ...moved }, chunk))
    }
    assert.deepEqual(await decryptChunk(key, at, chunk), Uint8Array.of(7))
  })
})
