import { encodeFunctionData, type Hex } from 'viem'
import { type Fixture, purpose, purposeHash } from '../../test/contracts/support/registry.ts'

export type CallName = keyof typeof calls

/**
 * Each call that people pay for, as the hash of its transaction. Every one expects a fixture of its own, so that its slots
 * are fresh; purposes are 24 bytes long and each signature has a nonce word of its own.
 */
export const calls = {
  async grant({ grant, issue, termsOf }) {
    const { credentialId } = await issue()
    return grant(credentialId, await termsOf())
  },
  async grantFor({ authorize, consumer, grantMessage, issue, owner, registry, stranger, termsOf }) {
    const { credentialId } = await issue()
    const terms = await termsOf()
    const authorization = await authorize(owner, 'GrantAccess', grantMessage(credentialId, terms))
    const args = [credentialId, consumer.account.address, purpose, terms, authorization] as const
    return registry.write.grantAccessFor(args, { account: stranger.account })
  },
  async changeGrant({ grant, issue, termsOf }) {
    const { credentialId } = await issue()
    await grant(credentialId, await termsOf())
    return grant(credentialId, await termsOf({ fields: 0b1111n, uses: 3, revision: 1 }))
  },
  async revoke(fixture) {
    const { credentialId } = await fixture.issue()
    await fixture.grant(credentialId, await fixture.termsOf())
    return revoke(fixture, credentialId)
  },
  async recordUse({ consumer, grant, issue, registry, termsOf }) {
    const { credentialId } = await issue()
    await grant(credentialId, await termsOf({ uses: 3 }))
    const args = [credentialId, consumer.account.address, purposeHash] as const
    return registry.write.recordUse(args, { account: consumer.account })
  },
  async revokeAll({ grant, issue, registry, termsOf }) {
    const { credentialId } = await issue()
    await grant(credentialId, await termsOf())
    return registry.write.revokeAllAccess([credentialId])
  },
  async openRequest({ consumer, issue, registry, requestFor }) {
    const { credential } = await issue()
    return registry.write.openRequest([await requestFor(credential)], { account: consumer.account })
  },
  async approveOpened({ consumer, issue, registry, requestFor, termsOf }) {
    const { credential } = await issue()
    const request = await requestFor(credential)
    await registry.write.openRequest([request], { account: consumer.account })
    return registry.write.approveRequest([request, credential, await termsOf(), '0x'])
  },
  async approveSigned({ issue, registry, requestFor, signRequest, termsOf }) {
    const { credential } = await issue()
    const request = await requestFor(credential)
    const signature = await signRequest(request)
    return registry.write.approveRequest([request, credential, await termsOf(), signature])
  },
  async approveOpenedFor(fixture) {
    const { credential } = await fixture.issue()
    const request = await fixture.requestFor(credential)
    await fixture.registry.write.openRequest([request], { account: fixture.consumer.account })
    return approveFor(fixture, credential, request, '0x', fixture.stranger)
  },
  async approveSignedFor(fixture) {
    const { credential } = await fixture.issue()
    const request = await fixture.requestFor(credential)
    // The consumer relays, so that it needs no signature of its own.
    return approveFor(fixture, credential, request, '0x', fixture.consumer)
  },
  async approveSignedForByThird(fixture) {
    const { credential } = await fixture.issue()
    const request = await fixture.requestFor(credential)
    const signature = await fixture.signRequest(request)
    return approveFor(fixture, credential, request, signature, fixture.stranger)
  },
  async issue({ credentialFor, issuer, permitFor, registry }) {
    const credential = await credentialFor()
    const args = [credential, await permitFor(credential)] as const
    return registry.write.issueCredential(args, { account: issuer.account })
  },
  async accessOf(fixture) {
    const { credentialId } = await fixture.issue()
    await fixture.grant(credentialId, await fixture.termsOf())
    return accessOf(fixture, credentialId)
  },
} satisfies Record<string, (fixture: Fixture) => Promise<Hex>>

export const revoke = ({ consumer, registry }: Fixture, credentialId: Hex) =>
  registry.write.revokeAccess([credentialId, consumer.account.address, purposeHash])

/** The view, sent as a transaction: what it takes beyond the intrinsic gas and the calldata is what it executes. */
export function accessOf({ consumer, registry }: Fixture, credentialId: Hex): Promise<Hex> {
  const actor = consumer.account.address
  const args = [credentialId, actor, purposeHash, actor] as const
  const data = encodeFunctionData({ abi: registry.abi, functionName: 'accessOf', args })
  return consumer.sendTransaction({ to: registry.address, data })
}

async function approveFor(
  { approvalMessage, authorize, owner, registry, termsOf }: Fixture,
  credential: Parameters<Fixture['requestFor']>[0],
  request: Awaited<ReturnType<Fixture['requestFor']>>,
  consumerSignature: Hex,
  relayer: Fixture['stranger'],
): Promise<Hex> {
  const terms = await termsOf()
  const approval = await authorize(owner, 'ApproveRequest', approvalMessage(credential, request, terms))
  const args = [request, credential, terms, consumerSignature, approval] as const
  return registry.write.approveRequestFor(args, { account: relayer.account })
}
