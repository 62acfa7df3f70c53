import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Hex } from 'viem'
import { addressOfRole, createParticipants, type Participants } from '../../offchain/local/participants.ts'
import { type Stack, startStack } from '../../offchain/local/startStack.ts'
import { joao } from '../../offchain/samples/data/people.ts'
import { latestTime } from '../../sdk/actions/public/latestTime.ts'
import type { CreatedCredential } from '../../sdk/credential/createCredential.ts'
import { createSigningKey, type SigningKey } from '../../sdk/crypto/signingKey.ts'
import { GrantkeepError } from '../../sdk/errors/GrantkeepError.ts'
import { fieldMaskOf } from '../../sdk/schemas/fieldMask.ts'
import { kycLevel } from '../../sdk/schemas/kycLevel.ts'
import type { Receipt } from '../../sdk/wire/receipt.ts'

const kills = 100
const purpose = 'dpv:IdentityVerification'
const fields = ['age_over_18', 'country'] as const
/** Codes that say "not now" while the node is down or coming up; anything else is a finding. */
const transient = new Set(['NODE_UNREACHABLE', 'NODE_ANSWER_INVALID', 'CHAIN_STALE', 'CHAIN_UNREACHABLE', 'NOT_READY'])

/** What a node has acknowledged, and must therefore still know. */
type Ledger = {
  readonly credentials: Map<Hex, CreatedCredential>
  readonly readable: Set<Hex>
  readonly receipts: Receipt[]
}

describe('law 8: what was acknowledged survives', () => {
  let stack: Stack
  let people: Participants
  let signingKey: SigningKey
  let killing = true

  before(async () => {
    stack = await startStack()
    people = createParticipants(stack)
    signingKey = await createSigningKey()
    await people.issuer.registerSigningKey({ thumbprint: signingKey.thumbprint })
    await people.user.publishKey({ encryptionKey: people.keys.user })
    await people.consumer.publishKey({ encryptionKey: people.keys.consumer })
  })
  after(() => stack[Symbol.asyncDispose]())

  /** Repeats what the killed node did not answer, as a client would. */
  async function insist<T>(action: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await action()
      } catch (error) {
        if (!(error instanceof GrantkeepError && transient.has(error.code))) throw error
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
  }

  /** Repeats a delivery until the node has acknowledged all of it. */
  async function deliver(
    action: () => Promise<{ readonly failures: readonly { readonly code: string }[] }>,
  ): Promise<void> {
    for (;;) {
      const { failures } = await action()
      if (failures.length === 0) return
      for (const { code } of failures) assert.ok(transient.has(code), `delivery failed with ${code}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  async function liveOneLife(ledger: Ledger): Promise<void> {
    const { issuer, user, consumer } = people
    const [issuerAddress, owner, consumerAddress] = [
      addressOfRole('issuer'),
      addressOfRole('user'),
      addressOfRole('consumer'),
    ]
    const now = await latestTime(user)
    const permit = await user.permitIssuance({ issuer: issuerAddress, schemaId: kycLevel.id, deadline: now + 3600 })
    const { kyc: claims } = joao()
    const expiresAt = now + 86_400
    const { created } = await issuer.issueCredential({ schema: kycLevel, claims, owner, signingKey, expiresAt, permit })
    await deliver(() => issuer.uploadCredential({ created }))
    const { credentialId } = created
    ledger.credentials.set(credentialId, created)

    const decision = {
      credentialId,
      consumer: consumerAddress,
      purpose,
      fields: fieldMaskOf(kycLevel, fields),
      expiresAt,
    }
    const granted = await insist(() => user.grantAccess(decision))
    await deliver(() => user.deliverEnvelope(granted))
    ledger.readable.add(credentialId)

    const read = await insist(() => consumer.fetchCredential({ schema: kycLevel, credentialId, fields, purpose }))
    assert.deepEqual(read.claims, { age_over_18: claims.age_over_18, country: claims.country })
    ledger.receipts.push(read.receipt)

    if (ledger.credentials.size % 3 === 0) {
      await user.revokeAccess(decision)
      ledger.readable.delete(credentialId)
      const refused = insist(() => consumer.fetchCredential({ schema: kycLevel, credentialId, fields, purpose }))
      await assert.rejects(refused, { code: 'ACCESS_GRANT_REVOKED' })
    }
  }

  async function killAtRandom(): Promise<void> {
    for (let kill = 0; kill < kills; kill++) {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 300))
      await stack.node.kill()
      await stack.node.restart()
    }
    killing = false
  }

  it(`loses nothing over ${kills} SIGKILLs at random moments`, async (t) => {
    const ledger: Ledger = { credentials: new Map(), readable: new Set(), receipts: [] }
    await Promise.all([
      killAtRandom(),
      (async () => {
        while (killing) await liveOneLife(ledger)
      })(),
    ])
    t.diagnostic(`${ledger.credentials.size} credentials, ${ledger.receipts.length} receipts acknowledged`)
    assert.ok(ledger.credentials.size > 5, 'lives were lived between the kills')

    const { user, consumer, auditor } = people
    for (const [credentialId, created] of ledger.credentials) {
      const { claims } = await user.readCredential({ schema: kycLevel, credentialId })
      assert.equal(claims.kyc_level, 'high', created.credentialId)
      const read = consumer.fetchCredential({ schema: kycLevel, credentialId, fields, purpose })
      if (ledger.readable.has(credentialId)) ledger.receipts.push((await read).receipt)
      else await assert.rejects(read, { code: 'ACCESS_GRANT_REVOKED' })
    }

    const kept = new Map<number, Receipt>()
    let cursor: string | undefined
    do {
      const page = await consumer.listReceipts({ cursor, limit: 200 })
      for (const receipt of page.items) kept.set(receipt.leaf.seq, receipt)
      cursor = page.next
    } while (cursor !== undefined)
    for (const receipt of ledger.receipts) assert.deepEqual(kept.get(receipt.leaf.seq), receipt)
    const [first] = ledger.receipts
    assert.ok(first)
    const verdicts = await auditor.verifyReceipts({ receipts: [...kept.values()], node: first.leaf.node })
    assert.deepEqual(
      verdicts.filter(({ problem }) => problem !== undefined),
      [],
    )
  })
})
