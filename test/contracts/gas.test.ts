import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Hex } from 'viem'
import { deployRegistry, purpose, purposeHash } from './support/registry.ts'

/**
 * Gas of a transaction at most, its 21,000 included; first-time slots, a 24-byte purpose, a nonce word of its own. Zero
 * bytes in random values make a difference of some tens.
 */
const ceilings = {
  grant: 56_800,
  grantFor: 89_300,
  changeGrant: 39_700,
  revoke: 34_000,
  recordUse: 35_100,
  revokeAll: 29_900,
  openRequest: 56_500,
  approveOpened: 76_000,
  approveSigned: 100_800,
  approveOpenedFor: 108_400,
  approveSignedFor: 125_600,
  issue: 86_700,
}

describe('GrantRegistry', () => {
  describe('gas', () => {
    for (const [name, ceiling] of Object.entries(ceilings) as [keyof typeof ceilings, number][]) {
      it(`${name} takes at most ${ceiling}`, async (t) => {
        const used = await measure[name]()
        t.diagnostic(`${name}: ${used} of ${ceiling}`)
        assert.ok(used <= ceiling, `${used} > ${ceiling}`)
      })
    }
  })
})

/** Each on a chain of its own, so that every slot is as fresh as the ceiling supposes. */
const measure: Record<keyof typeof ceilings, () => Promise<number>> = {
  async grant() {
    const { gasOf, grant, issue, termsOf } = await deployRegistry()
    const { credentialId } = await issue()
    return gasOf(await grant(credentialId, await termsOf()))
  },
  async grantFor() {
    const { authorize, consumer, gasOf, grantMessage, issue, owner, registry, stranger, termsOf } =
      await deployRegistry()
    const { credentialId } = await issue()
    const terms = await termsOf()
    const authorization = await authorize(owner, 'GrantAccess', grantMessage(credentialId, terms))
    const args = [credentialId, consumer.account.address, purpose, terms, authorization] as const
    return gasOf(await registry.write.grantAccessFor(args, { account: stranger.account }))
  },
  async changeGrant() {
    const { gasOf, grant, issue, termsOf } = await deployRegistry()
    const { credentialId } = await issue()
    await grant(credentialId, await termsOf())
    return gasOf(await grant(credentialId, await termsOf({ fields: 0b1111n, uses: 3, revision: 1 })))
  },
  async revoke() {
    const { consumer, gasOf, grant, issue, registry, termsOf } = await deployRegistry()
    const { credentialId } = await issue()
    await grant(credentialId, await termsOf())
    return gasOf(await registry.write.revokeAccess([credentialId, consumer.account.address, purposeHash]))
  },
  async recordUse() {
    const { consumer, gasOf, grant, issue, registry, termsOf } = await deployRegistry()
    const { credentialId } = await issue()
    await grant(credentialId, await termsOf({ uses: 3 }))
    const args = [credentialId, consumer.account.address, purposeHash] as const
    return gasOf(await registry.write.recordUse(args, { account: consumer.account }))
  },
  async revokeAll() {
    const { gasOf, grant, issue, registry, termsOf } = await deployRegistry()
    const { credentialId } = await issue()
    await grant(credentialId, await termsOf())
    return gasOf(await registry.write.revokeAllAccess([credentialId]))
  },
  async openRequest() {
    const { consumer, gasOf, issue, registry, requestFor } = await deployRegistry()
    const { credential } = await issue()
    return gasOf(await registry.write.openRequest([await requestFor(credential)], { account: consumer.account }))
  },
  async approveOpened() {
    const { consumer, gasOf, issue, registry, requestFor, termsOf } = await deployRegistry()
    const { credential } = await issue()
    const request = await requestFor(credential)
    await registry.write.openRequest([request], { account: consumer.account })
    return gasOf(await registry.write.approveRequest([request, credential, await termsOf(), '0x']))
  },
  async approveSigned() {
    const { gasOf, issue, registry, requestFor, signRequest, termsOf } = await deployRegistry()
    const { credential } = await issue()
    const request = await requestFor(credential)
    const signature = await signRequest(request)
    return gasOf(await registry.write.approveRequest([request, credential, await termsOf(), signature]))
  },
  async approveOpenedFor() {
    const { consumer, registry, ...fixture } = await deployRegistry()
    const { credential } = await fixture.issue()
    const request = await fixture.requestFor(credential)
    await registry.write.openRequest([request], { account: consumer.account })
    return approveFor({ consumer, registry, ...fixture }, credential, request, '0x')
  },
  async approveSignedFor() {
    const fixture = await deployRegistry()
    const { credential } = await fixture.issue()
    const request = await fixture.requestFor(credential)
    // The consumer relays, so that it needs no signature of its own.
    return approveFor(fixture, credential, request, '0x', fixture.consumer)
  },
  async issue() {
    const { credentialFor, gasOf, issuer, permitFor, registry } = await deployRegistry()
    const credential = await credentialFor()
    const args = [credential, await permitFor(credential)] as const
    return gasOf(await registry.write.issueCredential(args, { account: issuer.account }))
  },
}

type Fixture = Awaited<ReturnType<typeof deployRegistry>>

async function approveFor(
  { approvalMessage, authorize, gasOf, owner, registry, stranger, termsOf }: Fixture,
  credential: Parameters<Fixture['requestFor']>[0],
  request: Awaited<ReturnType<Fixture['requestFor']>>,
  consumerSignature: Hex,
  relayer = stranger,
): Promise<number> {
  const terms = await termsOf()
  const approval = await authorize(owner, 'ApproveRequest', approvalMessage(credential, request, terms))
  const args = [request, credential, terms, consumerSignature, approval] as const
  return gasOf(await registry.write.approveRequestFor(args, { account: relayer.account }))
}
