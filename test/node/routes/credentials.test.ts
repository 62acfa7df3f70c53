import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { toHex } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { toWire } from '../../../sdk/crypto/canonicalJson.ts'
import { credentialIdOf } from '../../../sdk/typedData/hashes.ts'
import { type CredentialUpload, credentialUploadResult, ownCredential } from '../../../sdk/wire/credential.ts'
import {
  createTestCredential,
  createTestEnvelope,
  registerOnChain,
  type TestCredential,
  uploadAll,
} from '../../support/testCredential.ts'
import { startTestNode, type TestNode } from '../../support/testNode.ts'

const [owner, issuer, stranger] = [0, 1, 2].map(() => privateKeyToAccount(generatePrivateKey())) as [
  Account,
  Account,
  Account,
]
type Account = ReturnType<typeof privateKeyToAccount>

let node: TestNode
let tokens: { owner: string; issuer: string; stranger: string }

before(async () => {
  node = await startTestNode()
  tokens = { owner: await node.signIn(owner), issuer: await node.signIn(issuer), stranger: await node.signIn(stranger) }
})
after(() => node[Symbol.asyncDispose]())

async function create({ onChain = true } = {}): Promise<TestCredential> {
  const made = await createTestCredential({ owner: owner.address, issuer: issuer.address })
  if (onChain) registerOnChain(node.chain, made)
  return made
}

const put = ({ credentialId }: TestCredential, upload: unknown, token = tokens.issuer) =>
  node.call('PUT', `/v1/credentials/${credentialId}`, { token, body: toWire(upload) })

/** The same upload with another header, under the id that this header has. */
async function putWith(made: TestCredential, change: Partial<CredentialUpload>): Promise<[number, unknown]> {
  const upload = { ...made.upload, ...change }
  const credentialId = credentialIdOf(upload.credential)
  node.chain.credentials.set(credentialId, { owner: upload.credential.owner, expiresAt: 0, status: 'active', epoch: 0 })
  const envelope = change.envelope ?? { ...upload.envelope, header: { ...upload.envelope.header, credentialId } }
  const { status, json } = await put({ ...made, credentialId }, { ...upload, envelope })
  assert.equal(node.store.findCredential(credentialId), undefined)
  return [status, json.code]
}

describe('PUT /v1/credentials/:credentialId', () => {
  it('stores what the chain commits to, and says what is missing until nothing is', async () => {
    const made = await create()
    const first = await put(made, made.upload)
    assert.equal(first.status, 201)
    const missing = [
      { field: 0, chunks: [0] },
      { field: 1, chunks: [0] },
      { field: 2, chunks: [0, 1] },
    ]
    assert.deepEqual(credentialUploadResult.parse(first.json), {
      credentialId: made.credentialId,
      complete: false,
      missing,
    })
    const chunk = (field: number, index: number) =>
      node.call('PUT', `/v1/credentials/${made.credentialId}/fields/${field}/chunks/${index}`, {
        token: tokens.issuer,
        body: made.chunks[field]?.[index],
      })
    assert.equal((await chunk(2, 1)).status, 204)
    assert.deepEqual((await put(made, made.upload)).json.missing, [...missing.slice(0, 2), { field: 2, chunks: [0] }])
    for (const [field, index] of [
      [0, 0],
      [1, 0],
      [2, 0],
    ] as const)
      assert.equal((await chunk(field, index)).status, 204)
    const last = await put(made, made.upload, tokens.owner)
    assert.deepEqual([last.status, last.json.complete, last.json.missing], [200, true, []])
  })

  it('is for the issuer and the owner', async () => {
    const made = await create()
    const { status, json } = await put(made, made.upload, tokens.stranger)
    assert.deepEqual([status, json.code], [403, 'NOT_CREDENTIAL_PARTY'])
    assert.equal((await put(made, made.upload, tokens.owner)).status, 201)
  })

  it('D12: takes the same upload again, and never overwrites', async () => {
    const made = await create()
    assert.equal((await put(made, made.upload)).status, 201)
    assert.equal((await put(made, made.upload)).status, 200)
    const envelope = createTestEnvelope(made.upload.envelope.header)
    const { status, json } = await put(made, { ...made.upload, envelope })
    assert.deepEqual([status, json.code], [409, 'CREDENTIAL_CONFLICT'])
    const stored = ownCredential.parse(
      (await node.call('GET', `/v1/credentials/${made.credentialId}`, { token: tokens.owner })).json,
    )
    assert.deepEqual(stored.envelope, made.upload.envelope)
  })

  it('D12: of uploads at once, lets the first stand', async () => {
    const made = await create()
    const uploads = Array.from({ length: 8 }, (_, index) => ({
      ...made.upload,
      envelope: index % 2 === 0 ? made.upload.envelope : createTestEnvelope(made.upload.envelope.header),
    }))
    const statuses = (await Promise.all(uploads.map((upload) => put(made, upload)))).map(({ status }) => status)
    assert.equal(statuses.filter((status) => status === 201).length, 1)
    assert.ok(statuses.every((status) => [200, 201, 409].includes(status)))
  })

  it('D13: refuses what is not on the chain', async () => {
    const made = await create({ onChain: false })
    const { status, json } = await put(made, made.upload)
    assert.deepEqual([status, json.code], [403, 'CREDENTIAL_NOT_ON_CHAIN'])
    assert.equal(node.store.findCredential(made.credentialId), undefined)
  })

  it('refuses what its owner withdrew', async () => {
    const made = await create()
    node.chain.credentials.set(made.credentialId, { owner: owner.address, expiresAt: 0, status: 'withdrawn', epoch: 1 })
    assert.equal((await put(made, made.upload)).json.code, 'CREDENTIAL_STATUS_INVALID')
  })

  it('refuses while the chain cannot be asked, and stores nothing', async () => {
    const made = await create()
    node.chain.failWith(new Error('down'))
    assert.equal((await put(made, made.upload)).status, 500)
    node.chain.failWith(undefined)
    assert.equal(node.store.findCredential(made.credentialId), undefined)
  })

  it('D13: refuses a header that has another id', async () => {
    const [made, other] = [await create(), await create()]
    assert.equal((await put(made, other.upload)).json.code, 'CREDENTIAL_ID_MISMATCH')
  })

  it('D13: refuses what the header does not commit to', async () => {
    const [made, other] = [await create(), await create()]
    const { upload } = made
    const hash = toHex(randomBytes(32))
    assert.deepEqual(await putWith(made, { jwt: other.upload.jwt }), [422, 'CREDENTIAL_HASH_MISMATCH'])
    assert.deepEqual(await putWith(made, { commitments: [...upload.commitments].reverse() }), [
      422,
      'FIELDS_ROOT_MISMATCH',
    ])
    assert.deepEqual(await putWith(made, { commitments: [...upload.commitments, hash] }), [422, 'FIELD_COUNT_MISMATCH'])
    const content = [{ chunks: [hash] }, ...upload.content.slice(1)]
    assert.deepEqual(await putWith(made, { content }), [422, 'CONTENT_ROOT_MISMATCH'])
    const { credentialHash } = other.credential
    assert.deepEqual(
      await putWith(made, { jwt: other.upload.jwt, credential: { ...made.credential, credentialHash } }),
      [422, 'COMMITMENTS_MISMATCH'],
    )
  })

  const wrong: readonly [string, object][] = [
    ['chainId', { chainId: 1n }],
    ['registry', { registry: stranger.address }],
    ['recipient', { recipient: issuer.address }],
    ['purposeHash', { purposeHash: toHex(1, { size: 32 }) }],
    ['revision', { revision: 1 }],
    ['fields', { fields: 0b011n }],
    ['fields', { fields: 0b1111n }],
    ['share', { shareHashes: [toHex(1, { size: 32 })] }],
  ]
  for (const [member, change] of wrong) {
    it(`refuses an owner's envelope with another ${member}: ${Object.values(change)}`, async () => {
      const made = await create()
      const { header, share } = made.upload.envelope
      const { status, json } = await put(made, {
        ...made.upload,
        envelope: { header: { ...header, ...change }, share },
      })
      assert.deepEqual([status, json.code, json.details], [422, 'OWNER_ENVELOPE_INVALID', { members: [member] }])
    })
  }

  it('D18: refuses members that it does not know', async () => {
    const made = await create()
    assert.equal((await put(made, { ...made.upload, more: 1 })).json.code, 'BODY_INVALID')
  })
})

describe('PUT /v1/credentials/:credentialId/fields/:field/chunks/:chunk', () => {
  it('takes the bytes that the credential commits to, again and again, and no others', async () => {
    const made = await create()
    await put(made, made.upload)
    const path = `/v1/credentials/${made.credentialId}/fields/0/chunks/0`
    const wrong = await node.call('PUT', path, { token: tokens.issuer, body: randomBytes(64) })
    assert.deepEqual([wrong.status, wrong.json.code], [422, 'CHUNK_HASH_MISMATCH'])
    assert.equal(node.store.readChunk(made.credentialId, 0, 0), undefined)
    for (const token of [tokens.issuer, tokens.owner]) {
      assert.equal((await node.call('PUT', path, { token, body: made.chunks[0]?.[0] })).status, 204)
    }
    assert.equal((await node.call('PUT', path, { token: tokens.owner, body: randomBytes(64) })).status, 422)
    assert.deepEqual(
      (await node.call('GET', path, { token: tokens.owner })).bytes,
      new Uint8Array(made.chunks[0]?.[0] ?? []),
    )
  })

  it('knows the chunks that the credential has, and their greatest size', async () => {
    const made = await create()
    await put(made, made.upload)
    const path = (field: number, chunk: number) =>
      `/v1/credentials/${made.credentialId}/fields/${field}/chunks/${chunk}`
    for (const [field, chunk] of [
      [3, 0],
      [0, 1],
    ] as const) {
      const { status, json } = await node.call('PUT', path(field, chunk), {
        token: tokens.issuer,
        body: randomBytes(4),
      })
      assert.deepEqual([status, json.code], [404, 'CHUNK_NOT_FOUND'])
    }
    assert.equal((await node.call('PUT', path(0, 0), { token: tokens.issuer, body: randomBytes(262_161) })).status, 413)
  })
})

describe('GET /v1/credentials', () => {
  it('gives the owner everything, and the list of all', async () => {
    const mine = privateKeyToAccount(generatePrivateKey())
    const token = await node.signIn(mine)
    const made = await Promise.all(
      [1, 2, 3].map(() => createTestCredential({ owner: mine.address, issuer: issuer.address })),
    )
    for (const one of made) {
      registerOnChain(node.chain, one)
      await uploadAll(node, tokens.issuer, one)
    }
    const [first] = made as [TestCredential]
    const stored = ownCredential.parse(
      (await node.call('GET', `/v1/credentials/${first.credentialId}`, { token })).json,
    )
    const { credentialId } = first
    assert.deepEqual(stored, { ...first.upload, credentialId, status: 'active', epoch: 0, complete: true })
    const chunk = await node.call('GET', `/v1/credentials/${credentialId}/fields/2/chunks/1`, { token })
    assert.deepEqual(chunk.bytes, new Uint8Array(first.chunks[2]?.[1] ?? []))

    const seen: unknown[] = []
    let cursor = ''
    do {
      const page = await node.call('GET', `/v1/credentials?limit=2${cursor && `&cursor=${cursor}`}`, { token })
      assert.equal(page.status, 200)
      seen.push(...(page.json.items as unknown[]).map((item) => ownCredential.parse(item).credentialId))
      cursor = String(page.json.next ?? '')
    } while (cursor)
    assert.deepEqual(seen.sort(), made.map((one) => one.credentialId).sort())
  })

  it('H1: answers everybody else the same, whether the credential exists or not', async () => {
    const made = await create()
    await uploadAll(node, tokens.issuer, made)
    const unknown = toHex(randomBytes(32))
    const paths = [made.credentialId, unknown].flatMap((id) => [
      `/v1/credentials/${id}`,
      `/v1/credentials/${id}/fields/0/chunks/0`,
    ])
    const answers = await Promise.all(paths.map((path) => node.call('GET', path, { token: tokens.stranger })))
    for (const answer of answers) assert.deepEqual([answer.status, answer.text], [403, answers[0]?.text])
    assert.equal(answers[0]?.json.code, 'CREDENTIAL_NOT_FOUND')
    // The issuer handed it over; it does not read it back.
    assert.equal((await node.call('GET', paths[1] ?? '', { token: tokens.issuer })).text, answers[0]?.text)
    for (const id of [made.credentialId, unknown]) {
      const path = `/v1/credentials/${id}/fields/0/chunks/0`
      assert.equal(
        (await node.call('PUT', path, { token: tokens.stranger, body: randomBytes(4) })).text,
        answers[0]?.text,
      )
    }
  })

  it('needs a session', async () => {
    assert.deepEqual((await node.call('GET', '/v1/credentials')).json.code, 'SESSION_REQUIRED')
  })
})
