import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { attachmentOf, createFrame, disclosureOf, frameSizeOf } from '../../../sdk/credential/fieldFrame.ts'
import { maxAttachmentSize, maxDisclosureSize } from '../../../sdk/credential/limits.ts'
import { chunkSize } from '../../../sdk/crypto/chunkCipher.ts'
import { maxChunksPerField } from '../../../sdk/wire/credential.ts'

const invalid = { code: 'FIELD_FRAME_INVALID', details: { field: 'country' } }

describe('fieldFrame', () => {
  it('refuses a disclosure of no length, beyond the frame, or of other characters', () => {
    for (const head of [[], [0, 0], [0, 0, 0, 0], [0, 0, 1, 0], [0xff, 0xff, 0xff, 0xff]]) {
      const frame = new Uint8Array(head.length < 4 ? head.length : 256)
      frame.set(head)
      assert.throws(() => disclosureOf(frame, 'country'), invalid)
    }
    const short = new Uint8Array(256).fill(65)
    short.set([0, 0, 1, 0])
    assert.throws(() => disclosureOf(short, 'country'), invalid)
    for (const text of ['a b', 'a~b', 'a=', 'ä']) {
      const frame = new Uint8Array(256)
      const bytes = new TextEncoder().encode(text)
      frame.set([0, 0, 0, bytes.length, ...bytes])
      assert.throws(() => disclosureOf(frame, 'country'), invalid)
    }
  })

  it('refuses padding that is not zero, a wrong size, and bytes hidden behind the attachment', () => {
    const frame = createFrame('abc', Uint8Array.of(1, 2))
    assert.throws(() => attachmentOf(frame, 'abc', 1, 'country'), invalid)
    assert.throws(() => attachmentOf(frame, 'abc', 1000, 'country'), invalid)
    assert.throws(() => attachmentOf(frame.slice(0, -1), 'abc', 2, 'country'), invalid)
    assert.throws(() => attachmentOf(Uint8Array.of(...frame, 0), 'abc', 2, 'country'), invalid)
    const hidden = Uint8Array.from(frame)
    hidden[255] = 1
    assert.throws(() => attachmentOf(hidden, 'abc', 2, 'country'), invalid)
  })

  it('E10: claims of usual length have one size, and the largest field fits into its chunks', () => {
    for (let length = 1; length <= 252; length++) assert.equal(frameSizeOf(length, 0), 256)
    assert.equal(frameSizeOf(253, 0), 272)
    const largest = frameSizeOf(maxDisclosureSize, maxAttachmentSize)
    assert.ok(largest >= 4 + maxDisclosureSize + maxAttachmentSize)
    assert.equal(largest, maxChunksPerField * chunkSize)
  })

  it('gives back what was framed', () => {
    const disclosure = fc.string({ unit: fc.constantFrom(...'ABCxyz019-_'), minLength: 1, maxLength: 600 })
    fc.assert(
      fc.property(disclosure, fc.uint8Array({ maxLength: 3000 }), (text, bytes) => {
        const frame = createFrame(text, bytes)
        assert.equal(disclosureOf(frame, 'country'), text)
        assert.deepEqual(attachmentOf(frame, text, bytes.length, 'country'), bytes)
        assert.ok(frame.length <= Math.max(256, (4 + text.length + bytes.length) * 1.12))
      }),
    )
  })
})
