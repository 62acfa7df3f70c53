import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { beforeEach, describe, it } from 'node:test'
import { type Hex, sha256, toHex } from 'viem'
import type { Store } from '../../../offchain/node/ports.ts'
import { toWire } from '../../../sdk/crypto/canonicalJson.ts'
import { envelopeHashOf, purposeHashOf } from '../../../sdk/typedData/hashes.ts'
import { type Envelope, envelopeResult } from '../../../sdk/wire/envelope.ts'
import { createTestEnvelope } from '../../support/testCredential.ts'
import { addressOf, startTestNode, type TestNode } from '../../support/testNode.ts'

const key = {
  credentialId: toHex(5, { size: 32 }),
  recipient: addressOf(9),
  purposeHash: purposeHashOf('dpv:IdentityVerification'),
}
const envelopeAt = (revision: number, fields = 0b011n) => createTestEnvelope({ ...key, revision, fields })

describe('PUT /v1/credentials/:credentialId/envelopes/:recipient/:purposeHash', () => {
  /** What the index would say, by envelope hash. */
  let approved: Map<Hex, number>
  const findApprovedEnvelope: Store['findApprovedEnvelope'] = (envelopeHash) => {
    const revision = approved.get(envelopeHash)
    return revision === undefined ? undefined : { revision }
  }
  const approve = ({ header }: Envelope) => {
    approved = new Map([[envelopeHashOf(header), header.revision]])
  }
  beforeEach(() => {
    approved = new Map()
  })

  async function withNode(run: (node: TestNode) => Promise<void>) {
    await using inner = await startTestNode()
    const store = { ...inner.store, findApprovedEnvelope }
    await using node = await startTestNode({ dependencies: { store } })
    await run({ ...node, store })
  }
  const put = (node: TestNode, envelope: unknown, path: Partial<typeof key> = {}) => {
    const { credentialId, recipient, purposeHash } = { ...key, ...path }
    return node.call('PUT', `/v1/credentials/${credentialId}/envelopes/${recipient}/${purposeHash}`, {
      body: toWire(envelope),
    })
  }
  const stored = (node: TestNode) => node.store.findEnvelope(key.credentialId, key.recipient, key.purposeHash)

  it('stores the share of an envelope that the newest write approved, whoever brings it, and again', () =>
    withNode(async (node) => {
      const envelope = envelopeAt(1)
      approve(envelope)
      for (let time = 0; time < 2; time++) {
        const { status, json } = await put(node, envelope)
        assert.equal(status, 200)
        assert.deepEqual(envelopeResult.parse(json), {
          envelopeHash: envelopeHashOf(envelope.header),
          revision: 1,
          stored: true,
        })
      }
      assert.deepEqual(stored(node), envelope)
      assert.equal((await put(node, envelope, { recipient: key.recipient.toLowerCase() as Hex })).status, 200)
    }))

  it('brings its index to the head before it says no', () =>
    withNode(async (node) => {
      const envelope = envelopeAt(1)
      node.syncs.action = () => approve(envelope)
      assert.equal((await put(node, envelope)).status, 200)
      assert.equal(node.syncs.count, 1)
    }))

  it('refuses what was never approved, or at another revision', () =>
    withNode(async (node) => {
      const envelope = envelopeAt(1)
      approved.set(envelopeHashOf(envelope.header), 2)
      for (const offered of [envelope, envelopeAt(1)]) {
        const { status, json } = await put(node, offered)
        assert.deepEqual([status, json.code], [409, 'ENVELOPE_NOT_APPROVED'])
      }
      assert.equal(stored(node), undefined)
    }))

  it('follows rising revisions, and keeps the newest', () =>
    withNode(async (node) => {
      const [first, second] = [envelopeAt(1), envelopeAt(2)]
      approve(first)
      await put(node, first)
      approve(second)
      assert.equal((await put(node, second)).status, 200)
      assert.equal((await put(node, first)).json.code, 'ENVELOPE_NOT_APPROVED')
      assert.deepEqual(stored(node), second)
    }))

  it('B5: replaces what a block approved that the chain has dropped since', () =>
    withNode(async (node) => {
      const [dropped, canonical] = [envelopeAt(2), envelopeAt(2)]
      approve(dropped)
      await put(node, dropped)
      approve(canonical)
      assert.equal((await put(node, canonical)).status, 200)
      assert.deepEqual(stored(node), canonical)
    }))

  it('keeps one share of an envelope', () =>
    withNode(async (node) => {
      const shares = [randomBytes(100), randomBytes(100)] as const
      const { header } = envelopeAt(1)
      const split = { ...header, shareCount: 2, threshold: 2, shareHashes: shares.map((share) => sha256(share)) }
      approve({ header: split, share: '' })
      const [one, two] = shares.map((share) => ({ header: split, share: share.toString('base64url') }))
      assert.equal((await put(node, one)).status, 200)
      const { status, json } = await put(node, two)
      assert.deepEqual([status, json.code], [409, 'ENVELOPE_CONFLICT'])
      assert.deepEqual(stored(node), one)
    }))

  it('refuses a share that the header does not name, and one spelled in another way', () =>
    withNode(async (node) => {
      const envelope = envelopeAt(1)
      approve(envelope)
      const other = randomBytes(200).toString('base64url')
      for (const share of [other, '', 'A', envelope.share.replace(/.$/, '-')]) {
        assert.deepEqual((await put(node, { ...envelope, share })).json.code, 'ENVELOPE_SHARE_MISMATCH')
      }
      assert.equal(node.syncs.count, 0)
    }))

  it('refuses a header of another path, chain or registry', () =>
    withNode(async (node) => {
      const envelope = envelopeAt(1)
      approve(envelope)
      for (const path of [
        { credentialId: toHex(6, { size: 32 }) },
        { recipient: addressOf(8) },
        { purposeHash: toHex(7, { size: 32 }) },
      ]) {
        const { status, json } = await put(node, envelope, path)
        assert.deepEqual([status, json.code], [422, 'ENVELOPE_MISMATCH'])
      }
      for (const change of [{ chainId: 1n }, { registry: addressOf(3) }]) {
        const header = { ...envelope.header, ...change }
        approve({ ...envelope, header })
        assert.equal((await put(node, { ...envelope, header })).json.code, 'ENVELOPE_MISMATCH')
      }
    }))
})
