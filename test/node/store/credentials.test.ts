import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'
import Sqlite from 'better-sqlite3'
import fc from 'fast-check'
import type { Store } from '../../../offchain/node/ports.ts'
import { addressOf, credentialOf, envelopeOf, hashOf, temporaryStore } from './fixtures.ts'

const credential = credentialOf('credential')
const { credentialId } = credential
const zero = `0x${'0'.repeat(64)}` as const

describe('credentials', () => {
  it('stores header and owner’s envelope, and reads them back as they were', async () => {
    await using opened = temporaryStore()
    const envelope = envelopeOf(credentialId)
    opened.store.insertCredential(credential, envelope)
    assert.deepEqual(opened.store.findCredential(credentialId), credential)
    assert.deepEqual(opened.store.findEnvelope(credentialId, addressOf(1), zero), envelope)
    assert.equal(opened.store.findCredential(hashOf('another')), undefined)
  })

  it('D12: of two uploads of one id the first stands, with its envelope', async () => {
    await using opened = temporaryStore()
    opened.store.insertCredential(credential, envelopeOf(credentialId))
    opened.store.insertCredential(
      { ...credential, jwt: 'YQ.Yg.Yw' },
      envelopeOf(credentialId, { share: 'b3RoZXI', revision: 1 }),
    )
    assert.deepEqual(opened.store.findCredential(credentialId), credential)
    assert.deepEqual(opened.store.findEnvelope(credentialId, addressOf(1), zero), envelopeOf(credentialId))
  })

  it('D12: of two uploads of one chunk the first stands', async () => {
    await using opened = temporaryStore()
    const { store } = opened
    store.insertCredential(credential, envelopeOf(credentialId))
    const chunk = randomBytes(256 * 1024)
    store.insertChunk(credentialId, 1, 0, chunk)
    store.insertChunk(credentialId, 1, 0, randomBytes(10))
    store.insertChunk(credentialId, 1, 64, Uint8Array.of(1))
    assert.deepEqual(store.readChunk(credentialId, 1, 0), chunk)
    assert.equal(store.readChunk(credentialId, 0, 0), undefined)
    assert.deepEqual(store.storedChunks(credentialId), new Map([[1, new Set([0, 64])]]))
    assert.deepEqual(store.storedChunks(hashOf('another')), new Map())
  })

  it('keeps no chunk of a credential that it does not have', async () => {
    await using opened = temporaryStore()
    assert.throws(() => opened.store.insertChunk(credentialId, 0, 0, Uint8Array.of(1)), /FOREIGN KEY/)
  })

  it('D5: a damaged chunk is an error, its neighbour is not, and sending it again mends it', async () => {
    await using opened = temporaryStore()
    const { store, path } = opened
    store.insertCredential(credential, envelopeOf(credentialId))
    store.insertChunk(credentialId, 0, 0, Uint8Array.of(1, 2, 3))
    store.insertChunk(credentialId, 0, 1, Uint8Array.of(4, 5, 6))
    const other = new Sqlite(path)
    other.prepare("UPDATE chunks SET ciphertext = x'010203ff' WHERE chunk = 0").run()
    other.close()
    assert.throws(() => store.readChunk(credentialId, 0, 0), { code: 'STORE_CORRUPT' })
    assert.deepEqual(store.readChunk(credentialId, 0, 1), Buffer.of(4, 5, 6))
    store.insertChunk(credentialId, 0, 0, Uint8Array.of(1, 2, 3))
    assert.deepEqual(store.readChunk(credentialId, 0, 0), Buffer.of(1, 2, 3))
  })

  it('lists an owner’s own, newest first; no page repeats or loses one while others arrive', async () => {
    await using opened = temporaryStore()
    const { store } = opened
    let made = 0
    const insert = (owner: number) => {
      made += 1
      const stored = credentialOf(`listed ${made}`, addressOf(owner))
      store.insertCredential(stored, envelopeOf(stored.credentialId, { recipient: addressOf(owner) }))
      return stored.credentialId
    }
    let owner = 100
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 4 }),
        (arrivals, limit) => {
          owner += 1
          const before = Array.from({ length: 7 }, () => {
            insert(1)
            return insert(owner)
          }).reverse()
          assert.deepEqual(
            readAll(store, owner, limit, () => {
              for (let n = arrivals.pop() ?? 0; n > 0; n -= 1) insert(owner)
            }),
            before,
          )
        },
      ),
      { numRuns: 20 },
    )
  })

  it('refuses a cursor that it did not make', async () => {
    await using opened = temporaryStore()
    const cursors = [
      '',
      'x',
      'YzEuMA',
      'ZTEuMA',
      'YzEuMg==',
      'Y2EuMA',
      Buffer.from('c99999999999999999.0').toString('base64url'),
    ]
    for (const cursor of cursors.filter((cursor) => cursor !== 'YzEuMA')) {
      assert.throws(() => opened.store.listCredentials(addressOf(1), cursor, 1), { code: 'CURSOR_INVALID' }, cursor)
    }
    assert.deepEqual(opened.store.listCredentials(addressOf(1), 'YzEuMA', 1), { items: [] })
  })
})

function readAll(store: Store, owner: number, limit: number, between: () => void): string[] {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = store.listCredentials(addressOf(owner), cursor, limit)
    assert.ok(page.items.length <= limit)
    ids.push(...page.items.map((item) => item.credentialId))
    cursor = page.next
    between()
  } while (cursor !== undefined)
  return ids
}
