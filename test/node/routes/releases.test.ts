import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { type Hex, toHex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { ChainUnavailableError } from '../../../offchain/node/chain/ChainUnavailableError.ts'
import { useWindow } from '../../../offchain/node/domain/decideRelease.ts'
import { contentRootOf } from '../../../sdk/credential/contentRoot.ts'
import { verifyReceipt } from '../../../sdk/receipts/verifyReceipt.ts'
import { purposeHashOf } from '../../../sdk/typedData/hashes.ts'
import { type Release, release as releaseSchema } from '../../../sdk/wire/release.ts'
import {
  createTestCredential,
  grantOnChain,
  registerOnChain,
  type TestCredential,
  uploadAll,
} from '../../support/testCredential.ts'
import { addressOf, type CallAnswer, startOfTime, startTestNode, type TestNode } from '../../support/testNode.ts'

type Account = ReturnType<typeof privateKeyToAccount>
const [owner, issuer, consumer, outsider] = Array.from({ length: 4 }, () =>
  privateKeyToAccount(generatePrivateKey()),
) as [Account, Account, Account, Account]
const purpose = 'dpv:IdentityVerification'

let node: TestNode
let made: TestCredential
let token: string
let outsiderToken: string

beforeEach(async () => {
  node = await startTestNode()
  made = await createTestCredential({ owner: owner.address, issuer: issuer.address })
  registerOnChain(node.chain, made)
  const issuerToken = await node.signIn(issuer)
  await uploadAll(node, issuerToken, made)
  token = await node.signIn(consumer)
  outsiderToken = await node.signIn(outsider)
})
afterEach(() => node[Symbol.asyncDispose]())

const grant = (terms: Partial<Parameters<typeof grantOnChain>[2]> = {}) =>
  grantOnChain(node, made, { consumer: consumer.address, purpose, fields: 0b101n, ...terms })
const key = () => ({ credentialId: made.credentialId, consumer: consumer.address, purposeHash: purposeHashOf(purpose) })
const revoke = () => node.chain.setGrant(key(), { fields: 0n, usesLeft: 0 })

function afterRevocation<T>(action: () => T): T {
  revoke()
  return action()
}

function ask(body: Record<string, unknown> = {}, sessionToken = token): Promise<CallAnswer> {
  const request = { credentialId: made.credentialId, consumer: consumer.address, purpose, fields: '0x5', ...body }
  return node.call('POST', '/v1/releases', { token: sessionToken, body: request })
}

async function released(body: Record<string, unknown> = {}): Promise<Release> {
  const answer = await ask(body)
  assert.equal(answer.status, 200, answer.text)
  return releaseSchema.parse(answer.json)
}

const chunkOf = (releaseId: Hex, field: number, chunk: number, sessionToken = token) =>
  node.call('GET', `/v1/releases/${releaseId}/fields/${field}/chunks/${chunk}`, { token: sessionToken })

function assertDenied(answer: CallAnswer, code: string, status = 403): void {
  assert.deepEqual([answer.status, answer.json.code], [status, code])
  // Not a byte of what was asked for.
  for (const secret of [made.upload.jwt, ...made.upload.commitments]) assert.equal(answer.text.includes(secret), false)
}

describe('POST /v1/releases', () => {
  it('gives exactly the fields asked for, with what proves them, at a named block', async () => {
    const envelope = grant()
    const answer = await ask({ fields: '0x4' })
    const release = releaseSchema.parse(answer.json)
    assert.deepEqual(release.envelope, envelope)
    assert.deepEqual(release.credential, made.credential)
    assert.deepEqual(
      release.content.map((field) => 'chunks' in field),
      [false, false, true],
    )
    assert.equal(contentRootOf(release.content), made.credential.contentRoot)
    assert.equal(answer.headers.get('x-grant-block'), `${release.block.number},${release.block.hash}`)
    assert.equal(release.servedUntil, startOfTime + 30)
    const { bytes, headers } = await chunkOf(release.releaseId, 2, 1)
    assert.deepEqual(bytes, new Uint8Array(made.chunks[2]?.[1] ?? []))
    assert.equal(headers.get('content-type'), 'application/octet-stream')
    assert.match(headers.get('x-grant-block') ?? '', /^\d+,0x[0-9a-f]{64}$/)
  })

  it('leaves a receipt that both parties see and anybody can verify', async () => {
    grant()
    const { releaseId, receipt, block } = await released()
    assert.equal(await verifyReceipt(receipt, { node: receipt.leaf.node }), releaseId)
    const { fields, outcome, time, blockHash } = receipt.leaf
    assert.deepEqual([fields, outcome, time, blockHash], [0b101n, 'released', startOfTime, block.hash])
    for (const party of [await node.signIn(owner), token]) {
      const { json } = await node.call('GET', '/v1/receipts', { token: party })
      assert.equal((json.items as unknown[]).length, 1)
    }
    const { json } = await node.call('GET', '/v1/receipts', { token: outsiderToken })
    assert.deepEqual(json.items, [])
  })

  it('law 10: gives nothing whose receipt is not durable', async () => {
    const store = { ...node.store }
    await using broken = await startTestNode({
      dependencies: { store, receipts: { append: () => Promise.reject(new Error('disk')) } },
    })
    registerOnChain(broken.chain, made)
    broken.chain.setGrant(key(), { fields: 7n, expiresAt: startOfTime + 100 })
    grant({ fields: 7n })
    for (const fields of ['0x1', '0x8']) {
      const body = { credentialId: made.credentialId, consumer: consumer.address, purpose, fields }
      assertDenied(await broken.call('POST', '/v1/releases', { token, body }), 'INTERNAL', 500)
    }
  })

  it('H1: shows an outsider one face: unknown credential, unknown purpose, never granted', async () => {
    grant()
    const asOutsider = { consumer: outsider.address }
    const answers = [
      await ask({ ...asOutsider }, outsiderToken),
      await ask({ ...asOutsider, credentialId: toHex(randomBytes(32)) }, outsiderToken),
      await ask({ ...asOutsider, purpose: 'something else' }, outsiderToken),
      await ask({ ...asOutsider, fields: '0xffffffffffffffff' }, outsiderToken),
      // A grant to another consumer that is over looks the same as one in force.
      await afterRevocation(() => ask({ ...asOutsider }, outsiderToken)),
    ]
    for (const answer of answers) {
      assert.equal(answer.status, 403)
      assert.equal(answer.text, answers[0]?.text)
      const names = [...answer.headers.keys()]
      assert.deepEqual(names, [...(answers[0]?.headers.keys() ?? [])])
    }
    assert.equal(answers[0]?.json.code, 'ACCESS_GRANT_NOT_FOUND')
    assert.equal(answers[0]?.json.details, undefined)
    // The same question to the chain each time, and nothing answered from what the store knows.
    assert.equal(node.chain.asked.length, answers.length)
  })

  it('says in detail to a consumer why not', async () => {
    const cases: readonly [string, () => unknown, Record<string, unknown>?][] = [
      ['FIELD_NOT_GRANTED', () => grant(), { fields: '0x7' }],
      ['ACCESS_GRANT_NOT_FOUND', () => {}, { purpose: 'dpv:Marketing' }],
      ['ACCESS_GRANT_NOT_STARTED', () => grant({ startsAt: startOfTime + 1 })],
      ['ACCESS_GRANT_EXPIRED', () => grant({ expiresAt: startOfTime })],
      ['ACCESS_USE_NOT_RECORDED', () => grant({ usesLeft: 1 })],
      ['ACCESS_USE_WINDOW_CLOSED', () => grant({ usesLeft: 1, lastUsedAt: startOfTime - useWindow })],
      ['ACCESS_USES_EXHAUSTED', () => grant({ usesLeft: 0, lastUsedAt: startOfTime - useWindow })],
      ['ACCESS_GRANT_REVOKED', revoke],
    ]
    for (const [code, arrange, body] of cases) {
      arrange()
      assertDenied(await ask(body), code)
    }
  })

  it('says what it lacks of what is permitted', async () => {
    node.chain.setGrant(key(), { fields: 0b101n, expiresAt: startOfTime + 100 })
    assertDenied(await ask(), 'ENVELOPE_NOT_STORED', 409)
    const other = await createTestCredential({ owner: owner.address, issuer: issuer.address })
    registerOnChain(node.chain, other)
    grantOnChain(node, other, { consumer: consumer.address, purpose, fields: 0b101n })
    assertDenied(await ask({ credentialId: other.credentialId }), 'CONTENT_NOT_STORED', 409)
  })

  it('I3: keeps the old envelope of a narrowed grant back until the new one is here', async () => {
    grant()
    node.chain.setGrant(key(), { fields: 0b001n, expiresAt: startOfTime + 100 })
    assertDenied(await ask({ fields: '0x1' }), 'ENVELOPE_SUPERSEDED', 409)
    const envelope = grant({ fields: 0b001n })
    assert.deepEqual((await released({ fields: '0x1' })).envelope, envelope)
    assertDenied(await ask({ fields: '0x5' }), 'FIELD_NOT_GRANTED')
  })

  it('B27: takes a field set in one spelling, and none that is empty', async () => {
    grant({ fields: 0b111n })
    for (const fields of [
      '0x0',
      '0x',
      '',
      '*',
      '0x05',
      '0X5',
      '0xF',
      '5',
      5,
      ['0x5'],
      { __proto__: 5 },
      '0x10000000000000000',
      '-0x1',
      '0x5 ',
      null,
    ]) {
      const { status, json } = await ask({ fields })
      assert.deepEqual([status, json.code], [400, 'BODY_INVALID'], String(fields))
    }
    assertDenied(await ask({ fields: '0x8' }), 'FIELD_NOT_GRANTED')
    // Above 2^53 no bit is lost.
    assertDenied(await ask({ fields: '0x20000000000001' }), 'FIELD_NOT_GRANTED')
  })

  it('B27: knows a purpose by its exact text', async () => {
    grant({ purpose: 'Prüfung' })
    assert.equal((await ask({ purpose: 'Prüfung' })).status, 200)
    assertDenied(await ask({ purpose: 'prüfung' }), 'ACCESS_GRANT_NOT_FOUND')
    for (const bad of ['Pru\u0308fung', '', 'a\nb', 'a'.repeat(129), '\u0000']) {
      assert.equal((await ask({ purpose: bad })).json.code, 'BODY_INVALID')
    }
  })

  it('B29: gives nothing of one credential for a grant on another, and takes ids in one spelling', async () => {
    grant()
    const other = await createTestCredential({ owner: owner.address, issuer: issuer.address })
    registerOnChain(node.chain, other)
    assertDenied(await ask({ credentialId: other.credentialId }), 'ACCESS_GRANT_NOT_FOUND')
    const id = made.credentialId
    for (const spelling of [
      id.toUpperCase(),
      `0X${id.slice(2)}`,
      id.slice(2),
      `0x0${id.slice(2)}`,
      `${id} `,
      id.slice(0, -1),
    ]) {
      assert.equal((await ask({ credentialId: spelling })).json.code, 'BODY_INVALID')
    }
  })

  it('B31: gives nothing to a session that may not act for the consumer, and tells it nothing of grants', async () => {
    const before = await ask({}, outsiderToken)
    grant()
    const during = await ask({}, outsiderToken)
    assertDenied(during, 'SESSION_NOT_FOR_CONSUMER')
    assert.equal(during.text, before.text)
    // The trace is in the name of who asked.
    const { json } = await node.call('GET', '/v1/receipts', { token })
    assert.deepEqual(json.items, [])
    const { json: own } = await node.call('GET', '/v1/receipts', { token: outsiderToken })
    assert.equal((own.items as { leaf: { outcome: string } }[])[0]?.leaf.outcome, 'SESSION_NOT_FOR_CONSUMER')
  })

  it('B12: gives nothing while the chain cannot be decided on, and says so by its code', async () => {
    grant()
    const { releaseId } = await released()
    node.chain.failWith(new ChainUnavailableError('CHAIN_STALE', { problem: 'secret' }))
    for (const answer of [await ask(), await chunkOf(releaseId, 0, 0)]) {
      assertDenied(answer, 'CHAIN_STALE', 503)
      assert.doesNotMatch(answer.text, /secret/)
    }
    node.chain.failWith(undefined)
    assert.equal((await ask()).status, 200)
  })

  it('I9: does not start early by a fast clock, B20: nor end late on a chain that stands still', async () => {
    grant({ startsAt: startOfTime + 600 })
    node.time.now += 800
    assertDenied(await ask(), 'ACCESS_GRANT_NOT_STARTED')
    grant({ expiresAt: startOfTime + 800 })
    assertDenied(await ask(), 'ACCESS_GRANT_EXPIRED')
  })

  it('records a denial once a minute, only of credentials that exist', async () => {
    const outcomes = async () => {
      const { json } = await node.call('GET', '/v1/receipts', { token })
      return (json.items as { leaf: { outcome: string } }[]).map(({ leaf }) => leaf.outcome)
    }
    for (let time = 0; time < 3; time++) await ask()
    assert.deepEqual(await outcomes(), ['ACCESS_GRANT_NOT_FOUND'])
    await ask({ credentialId: toHex(randomBytes(32)) })
    assert.equal((await outcomes()).length, 1)
    revoke()
    await ask()
    node.time.now += 60
    await ask()
    assert.deepEqual((await outcomes()).sort(), [
      'ACCESS_GRANT_NOT_FOUND',
      'ACCESS_GRANT_REVOKED',
      'ACCESS_GRANT_REVOKED',
    ])
  })

  it('deletes the envelope of a grant that is over on the chain, but none that is newer than what was seen', async () => {
    const { credentialId, purposeHash } = key()
    const stored = () => node.store.findEnvelope(credentialId, consumer.address, purposeHash)
    grant()
    // By the clock alone, nothing is deleted.
    node.time.now += 100_000
    token = await node.signIn(consumer)
    assertDenied(await ask(), 'ACCESS_GRANT_EXPIRED')
    assert.notEqual(stored(), undefined)
    node.time.now -= 100_000
    revoke()
    assertDenied(await ask(), 'ACCESS_GRANT_REVOKED')
    assert.equal(stored(), undefined)
    // Granted again while the chain was asked: the new envelope stays.
    const { revision } = await node.chain.accessOf({ ...key(), actor: consumer.address }).then(({ grant }) => grant)
    node.store.putEnvelope({
      ...made.upload.envelope,
      header: { ...made.upload.envelope.header, recipient: consumer.address, purposeHash, revision: revision + 1 },
    })
    assertDenied(await ask(), 'ACCESS_GRANT_REVOKED')
    assert.notEqual(stored(), undefined)
  })

  it('keeps the envelope of a grant that is locked', async () => {
    grant()
    node.chain.setGrant(key(), { fields: 0b101n, expiresAt: startOfTime + 50, lockedUntil: startOfTime + 50 })
    node.chain.credentials.set(made.credentialId, { owner: owner.address, expiresAt: 0, status: 'active', epoch: 1 })
    assert.equal((await ask()).status, 200)
    node.chain.mine(startOfTime + 50)
    assertDenied(await ask(), 'ACCESS_GRANT_REVOKED')
  })

  it('needs a session', async () => {
    const { status, json } = await node.call('POST', '/v1/releases', { body: {} })
    assert.deepEqual([status, json.code], [401, 'SESSION_REQUIRED'])
  })
})

describe('GET /v1/releases/:releaseId/fields/:field/chunks/:chunk', () => {
  it('B1: gives no chunk from the block of a revocation on', async () => {
    grant()
    const { releaseId } = await released()
    assert.equal((await chunkOf(releaseId, 2, 0)).status, 200)
    revoke()
    assertDenied(await chunkOf(releaseId, 2, 1), 'ACCESS_GRANT_REVOKED')
  })

  it('B1: gives no chunk that was revoked while the chain was asked', async () => {
    grant()
    const { releaseId } = await released()
    node.chain.beforeAnswer(revoke)
    assertDenied(await chunkOf(releaseId, 0, 0), 'ACCESS_GRANT_REVOKED')
  })

  it('ends at most 30 s after the decision', async () => {
    grant()
    const { releaseId } = await released()
    for (const [seconds, status] of [
      [29, 200],
      [30, 403],
      [31, 403],
    ] as const) {
      node.time.now = startOfTime + seconds
      assert.equal((await chunkOf(releaseId, 0, 0)).status, status)
    }
    assert.equal((await chunkOf(releaseId, 0, 0)).json.code, 'RELEASE_EXPIRED')
  })

  it('gives the fields of its release and no others', async () => {
    grant()
    const { releaseId } = await released({ fields: '0x1' })
    assertDenied(await chunkOf(releaseId, 1, 0), 'FIELD_NOT_IN_RELEASE')
    // Granted, but not asked for: the receipt would not say so.
    assertDenied(await chunkOf(releaseId, 2, 0), 'FIELD_NOT_IN_RELEASE')
    assertDenied(await chunkOf(releaseId, 0, 1), 'CHUNK_NOT_FOUND', 404)
  })

  it('I3: gives no chunk after the grant was narrowed', async () => {
    grant()
    const { releaseId } = await released()
    node.chain.setGrant(key(), { fields: 0b001n, expiresAt: startOfTime + 100 })
    assertDenied(await chunkOf(releaseId, 2, 0), 'FIELD_NOT_GRANTED')
  })

  it('H1: answers another session as if there were no such release', async () => {
    grant()
    const { releaseId } = await released()
    const unknown = await chunkOf(toHex(randomBytes(32)), 0, 0, outsiderToken)
    assertDenied(unknown, 'RELEASE_NOT_FOUND')
    const others = await chunkOf(releaseId, 0, 0, outsiderToken)
    assert.deepEqual([others.status, others.text], [unknown.status, unknown.text])
  })

  it('takes no denial for a release', async () => {
    revoke()
    await ask()
    const { json } = await node.call('GET', '/v1/receipts', { token })
    const [denial] = json.items as { batch: { root: Hex } }[]
    assertDenied(await chunkOf(denial?.batch.root ?? '0x', 0, 0), 'RELEASE_NOT_FOUND')
  })

  it('says nothing of addresses that it was not given', async () => {
    grant()
    const answer = await ask({ consumer: addressOf(1) })
    assertDenied(answer, 'SESSION_NOT_FOR_CONSUMER')
    assert.doesNotMatch(answer.text, /0x/)
  })
})
