import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Hex } from 'viem'
import {
  addressOfRole,
  createConsumer,
  createParticipants,
  createUser,
  type Participants,
} from '../../offchain/local/participants.ts'
import { type Stack, startStack } from '../../offchain/local/startStack.ts'
import { joao, zoe } from '../../offchain/samples/data/people.ts'
import { latestTime } from '../../sdk/actions/public/latestTime.ts'
import { createSigningKey } from '../../sdk/crypto/signingKey.ts'
import { fieldMaskOf } from '../../sdk/schemas/fieldMask.ts'
import { identityDocuments } from '../../sdk/schemas/identityDocuments.ts'
import { kycLevel } from '../../sdk/schemas/kycLevel.ts'
import { personIdentification } from '../../sdk/schemas/personIdentification.ts'

const purpose = 'dpv:IdentityVerification'
const zeros = `0x${'00'.repeat(32)}`

type Answer = Record<string, unknown> & {
  readonly credential: Record<string, unknown>
  readonly envelope: { readonly header: Record<string, unknown>; readonly share: string }
  readonly receipt: { readonly leaf: Record<string, unknown> }
  readonly commitments: string[]
  readonly content: unknown[]
  readonly block: Record<string, unknown>
  readonly jwt: string
}

describe('law 12: the consumer gets one verdict', () => {
  let stack: Stack
  let people: Participants
  let credentialId: Hex

  before(async () => {
    stack = await startStack()
    people = createParticipants(stack)
    const { issuer, user, consumer } = people
    const signingKey = await createSigningKey()
    await issuer.registerSigningKey({ thumbprint: signingKey.thumbprint })
    await user.publishKey({ encryptionKey: people.keys.user })
    await consumer.publishKey({ encryptionKey: people.keys.consumer })
    const now = await latestTime(user)
    const terms = { owner: addressOfRole('user'), signingKey, expiresAt: now + 86_400 }
    const permitFor = (schemaId: Hex) =>
      user.permitIssuance({ issuer: addressOfRole('issuer'), schemaId, deadline: now + 3600 })
    const permit = await permitFor(kycLevel.id)
    const issued = await issuer.issueCredential({ ...terms, schema: kycLevel, claims: joao().kyc, permit })
    credentialId = issued.credentialId
    await user.grantAccess({
      credentialId,
      consumer: addressOfRole('consumer'),
      purpose,
      fields: fieldMaskOf(kycLevel, ['country']),
      expiresAt: now + 3600,
    })
  })
  after(() => stack[Symbol.asyncDispose]())

  const question = () => ({ schema: kycLevel, credentialId, fields: ['country'], purpose }) as const

  /** A consumer whose node changes the answer to a release on its way out. */
  function consumerOfLiar(change: (answer: Answer) => object) {
    const lying: typeof fetch = async (input, init) => {
      const response = await fetch(input, init)
      if (!String(input).endsWith('/v1/releases') || !response.ok) return response
      return Response.json(change((await response.json()) as Answer))
    }
    return createConsumer(stack, 'consumer', people.keys.consumer, { fetch: lying })
  }

  it('returns the claims asked for, and no others', async () => {
    const { claims, presentation, issuer, owner } = await people.consumer.fetchCredential(question())
    assert.deepEqual(claims, { country: joao().kyc.country })
    assert.equal(presentation.split('~').length, 3, 'a JWT and one disclosure')
    assert.equal(issuer, addressOfRole('issuer'))
    assert.equal(owner, addressOfRole('user'))
  })

  const lies: [string, string, (answer: Answer) => object][] = [
    ['another header', 'CREDENTIAL_ID_MISMATCH', (a) => ({ ...a, credential: { ...a.credential, salt: zeros } })],
    [
      'another owner',
      'RELEASE_MISMATCH',
      (a) => ({ ...a, credential: { ...a.credential, owner: addressOfRole('auditor') } }),
    ],
    [
      'another JWT',
      'CREDENTIAL_HASH_MISMATCH',
      (a) => ({ ...a, jwt: a.jwt.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')) }),
    ],
    [
      'commitments in another order',
      'FIELDS_ROOT_MISMATCH',
      (a) => ({ ...a, commitments: [...a.commitments].reverse() }),
    ],
    ['content of another field', 'CONTENT_ROOT_MISMATCH', (a) => ({ ...a, content: [...a.content].reverse() })],
    [
      'a receipt that says something else',
      'RECEIPT_NOT_IN_BATCH',
      (a) => ({ ...a, receipt: { ...a.receipt, leaf: { ...a.receipt.leaf, time: 1 } } }),
    ],
    [
      'a block that the receipt does not name',
      'RELEASE_MISMATCH',
      (a) => ({ ...a, block: { ...a.block, hash: zeros } }),
    ],
    [
      'an envelope of another grant',
      'RELEASE_MISMATCH',
      (a) => ({ ...a, envelope: { ...a.envelope, header: { ...a.envelope.header, purposeHash: zeros } } }),
    ],
    [
      'an envelope of another revision',
      'ENVELOPE_CONTEXT_MISMATCH',
      (a) => ({ ...a, envelope: { ...a.envelope, header: { ...a.envelope.header, revision: 9 } } }),
    ],
    [
      'another share',
      'ENVELOPE_SHARE_MISMATCH',
      (a) => ({ ...a, envelope: { ...a.envelope, share: a.envelope.share.slice(4) } }),
    ],
    ['another credential', 'RELEASE_MISMATCH', (a) => ({ ...a, credentialId: zeros })],
    ['no JSON that was agreed', 'NODE_ANSWER_INVALID', () => ({ hello: 'world' })],
  ]
  for (const [lie, code, change] of lies) {
    it(`B40: catches a node that sends ${lie}`, async () => {
      await assert.rejects(consumerOfLiar(change).fetchCredential(question()), { code })
    })
  }

  it('B40: catches a node that sends ciphertext of another place, before decrypting', async () => {
    const swapping: typeof fetch = (input, init) =>
      fetch(String(input).includes('/chunks/') ? String(input).replace(/fields\/\d+/, 'fields/3') : input, init)
    const own = await people.user.readCredential({ schema: kycLevel, credentialId, fields: ['country'] })
    assert.equal(own.claims.country, joao().kyc.country)
    const altering: typeof fetch = async (input, init) => {
      const response = await swapping(input, init)
      if (!response.ok || !String(input).includes('/chunks/')) return response
      const bytes = new Uint8Array(await response.arrayBuffer())
      return new Response(bytes.slice(1))
    }
    const consumer = createConsumer(stack, 'consumer', people.keys.consumer, { fetch: altering })
    await assert.rejects(consumer.fetchCredential(question()), { code: 'CHUNK_HASH_MISMATCH' })
  })

  it('says by a code that a node ended a chunk early', async () => {
    const cutting: typeof fetch = async (input, init) => {
      const response = await fetch(input, init)
      if (!String(input).includes('/chunks/')) return response
      const body = new ReadableStream({ start: (stream) => stream.error(new TypeError('terminated')) })
      return new Response(body, { status: response.status })
    }
    const consumer = createConsumer(stack, 'consumer', people.keys.consumer, { fetch: cutting })
    await assert.rejects(consumer.fetchCredential(question()), { code: 'NODE_ANSWER_CUT_OFF' })
  })

  /** Grants one purpose, and revokes it as soon as the node has sent its answer to a path that contains `part`. */
  async function revokeDuring(part: string) {
    const { user } = people
    const expiresAt = (await latestTime(user)) + 3600
    const to = { credentialId, consumer: addressOfRole('consumer'), purpose: `dpv:Test ${part}` }
    await user.grantAccess({ ...to, fields: fieldMaskOf(kycLevel, ['country']), expiresAt })
    const slow: typeof fetch = async (input, init) => {
      const response = await fetch(input, init)
      if (String(input).includes(part)) await user.revokeAccess(to)
      return response
    }
    const consumer = createConsumer(stack, 'consumer', people.keys.consumer, { fetch: slow })
    return consumer.fetchCredential({ ...question(), purpose: to.purpose })
  }

  it('law 4, B1: no chunk is served once a revocation is mined, though the release came before it', async () => {
    await assert.rejects(revokeDuring('/v1/releases'), { name: 'NodeRefusalError', code: 'ACCESS_GRANT_REVOKED' })
  })

  it('law 12, I8: asks the chain itself, last: what the node served counts for nothing without it', async () => {
    await assert.rejects(revokeDuring('/chunks/'), { code: 'ACCESS_NOT_CONFIRMED' })
  })

  it('law 3, I3: after narrowing, neither the old envelope nor the field is served', async () => {
    const { user, consumer } = people
    const expiresAt = (await latestTime(user)) + 3600
    const to = { credentialId, consumer: addressOfRole('consumer'), purpose: 'dpv:AgeVerification', expiresAt }
    await user.grantAccess({ ...to, fields: fieldMaskOf(kycLevel, ['age_over_18', 'country']) })
    await consumer.fetchCredential({ ...question(), purpose: to.purpose, fields: ['age_over_18', 'country'] })

    // The narrowing is mined, but its envelope never reaches the node.
    const offline: typeof fetch = (input, init) =>
      String(input).includes('/envelopes/') ? Promise.reject(new TypeError('offline')) : fetch(input, init)
    const alone = createUser(stack, 'user', people.keys.user, { fetch: offline })
    const narrowed = await alone.grantAccess({ ...to, fields: fieldMaskOf(kycLevel, ['country']) })
    assert.equal(narrowed.delivery.acknowledged, 0)
    const again = { ...question(), purpose: to.purpose }
    await assert.rejects(consumer.fetchCredential(again), { code: 'ENVELOPE_SUPERSEDED' })

    const { acknowledged } = await user.deliverEnvelope(narrowed)
    assert.equal(acknowledged, 1)
    assert.deepEqual((await consumer.fetchCredential(again)).claims, { country: joao().kyc.country })
    await assert.rejects(consumer.fetchCredential({ ...again, fields: ['age_over_18'] }), {
      code: 'FIELD_NO_LONGER_GRANTED',
    })
  })

  it('I2: fields added inside an open use window need a new use', async () => {
    const { user, consumer } = people
    const expiresAt = (await latestTime(user)) + 3600
    const to = { credentialId, consumer: addressOfRole('consumer'), purpose: 'dpv:FraudPrevention', expiresAt, uses: 2 }
    await user.grantAccess({ ...to, fields: fieldMaskOf(kycLevel, ['country']) })
    await consumer.recordUse({ credentialId, purpose: to.purpose })
    await consumer.fetchCredential({ ...question(), purpose: to.purpose })
    await user.grantAccess({ ...to, fields: fieldMaskOf(kycLevel, ['country', 'kyc_level']) })
    await assert.rejects(consumer.fetchCredential({ ...question(), purpose: to.purpose }), {
      code: 'ACCESS_USE_NOT_RECORDED',
    })
    await consumer.recordUse({ credentialId, purpose: to.purpose })
    const { claims } = await consumer.fetchCredential({ ...question(), purpose: to.purpose, fields: ['kyc_level'] })
    assert.deepEqual(claims, { kyc_level: joao().kyc.kyc_level })
  })

  it('a 5 MB scan and every claim of a person come back as they were issued', async () => {
    const { issuer, user, consumer } = people
    const person = zoe()
    const signingKey = await createSigningKey()
    await issuer.registerSigningKey({ thumbprint: signingKey.thumbprint })
    const now = await latestTime(user)
    const terms = { owner: addressOfRole('user'), signingKey, expiresAt: now + 86_400 }
    const permitFor = (schemaId: Hex) =>
      user.permitIssuance({ issuer: addressOfRole('issuer'), schemaId, deadline: now + 3600 })
    const documents = await issuer.issueCredential({
      ...terms,
      schema: identityDocuments,
      ...person.documents,
      permit: await permitFor(identityDocuments.id),
    })
    assert.deepEqual(documents.delivery, { acknowledged: 1, of: 1, failures: [] })
    const fields = ['passport_scan', 'proof_of_address'] as const
    const to = { consumer: addressOfRole('consumer'), purpose, expiresAt: now + 3600 }
    await user.grantAccess({
      ...to,
      credentialId: documents.credentialId,
      fields: fieldMaskOf(identityDocuments, fields),
    })
    const { attachments } = await consumer.fetchCredential({
      schema: identityDocuments,
      credentialId: documents.credentialId,
      fields,
      purpose,
    })
    const scan = person.documents.attachments.passport_scan
    assert.ok(scan.bytes.length > 4_000_000)
    assert.ok(Buffer.from(attachments.passport_scan.bytes).equals(scan.bytes))
    assert.equal(attachments.passport_scan.mediaType, 'image/png')
    assert.equal(attachments.proof_of_address, null)

    const identification = await issuer.issueCredential({
      ...terms,
      schema: personIdentification,
      claims: person.identification,
      permit: await permitFor(personIdentification.id),
    })
    const { claims } = await user.readCredential({
      schema: personIdentification,
      credentialId: identification.credentialId,
    })
    for (const [name, value] of Object.entries(claims)) {
      assert.deepEqual(value, (person.identification as Record<string, unknown>)[name] ?? null, name)
    }
  })

  it('an offered credential exists once its owner accepts it', async () => {
    const { issuer, user, consumer } = people
    const signingKey = await createSigningKey()
    await issuer.registerSigningKey({ thumbprint: signingKey.thumbprint })
    const now = await latestTime(user)
    const { created, offer } = await issuer.offerCredential({
      schema: kycLevel,
      claims: joao().kyc,
      owner: addressOfRole('user'),
      signingKey,
      expiresAt: now + 86_400,
      deadline: now + 3600,
    })
    const early = await issuer.uploadCredential({ created })
    assert.equal(early.failures[0]?.code, 'CREDENTIAL_NOT_ON_CHAIN')
    await user.acceptCredential({ credential: created.credential, offer })
    assert.equal((await issuer.uploadCredential({ created })).acknowledged, 1)
    const signed = await consumer.signRequest({
      owner: addressOfRole('user'),
      schemaId: kycLevel.id,
      fields: fieldMaskOf(kycLevel, ['country']),
      purpose: 'dpv:Onboarding',
      duration: 3600,
    })
    const approval = await user.signApproveRequest({
      request: signed.request,
      consumerSignature: signed.signature,
      credentialId: created.credentialId,
      deadline: now + 3600,
    })
    await people.relayer.approveRequestFor(approval)
    await consumer.recordUse({ credentialId: created.credentialId, purpose: 'dpv:Onboarding' })
    const asked = { ...question(), credentialId: created.credentialId, purpose: 'dpv:Onboarding' }
    assert.deepEqual((await consumer.fetchCredential(asked)).claims, { country: joao().kyc.country })
  })
})
