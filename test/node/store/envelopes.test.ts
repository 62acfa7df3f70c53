import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { addressOf, envelopeOf, hashOf, temporaryStore } from './fixtures.ts'

const credentialId = hashOf('credential')
const key = { recipient: addressOf(3), purposeHash: hashOf('purpose') }

describe('envelopes', () => {
  it('keeps the highest revision of a key', async () => {
    await using opened = temporaryStore()
    const { store } = opened
    const put = (revision: number, share: string) =>
      store.putEnvelope(envelopeOf(credentialId, { ...key, revision, share }))
    const stored = () => store.findEnvelope(credentialId, key.recipient, key.purposeHash)
    assert.equal(stored(), undefined)
    assert.equal(put(2, 'c2Vjb25k'), true)
    assert.equal(put(1, 'Zmlyc3Q'), false)
    assert.equal(put(2, 'YWdhaW4'), false)
    assert.deepEqual(stored(), envelopeOf(credentialId, { ...key, revision: 2, share: 'c2Vjb25k' }))
    assert.equal(put(3, 'dGhpcmQ'), true)
    assert.equal(stored()?.header.revision, 3)
    assert.equal(store.putEnvelope(envelopeOf(credentialId, { ...key, recipient: addressOf(4), revision: 1 })), true)
  })

  it('deletes one key’s', async () => {
    await using opened = temporaryStore()
    const { store } = opened
    store.putEnvelope(envelopeOf(credentialId, { ...key, revision: 1 }))
    store.putEnvelope(envelopeOf(credentialId, { ...key, recipient: addressOf(4), revision: 1 }))
    store.deleteEnvelope(credentialId, key.recipient, key.purposeHash)
    assert.equal(store.findEnvelope(credentialId, key.recipient, key.purposeHash), undefined)
    assert.equal(store.findEnvelope(credentialId, addressOf(4), key.purposeHash)?.header.revision, 1)
  })
})
