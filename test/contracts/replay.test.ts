import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  type ContractErrorName,
  getAddress as checksummed,
  type Hex,
  hexToBigInt,
  numberToHex,
  parseSignature,
  serializeSignature,
  zeroAddress,
} from 'viem'
import type { grantRegistryAbi } from '../../sdk/abis/grantRegistry.ts'
import {
  type AccessTerms,
  type Authorization,
  credentialIdOf,
  day,
  deployRegistry,
  type Fixture,
  purpose,
  purposeHash,
  random32,
  requestIdOf,
} from './support/registry.ts'

type ErrorName = ContractErrorName<typeof grantRegistryAbi>

/** A signature does one thing, once, against the state it was made for. */
describe('GrantRegistry', () => {
  describe('grantAccessFor', () => {
    it('C1: reverts when sent again on the same chain', async () => {
      const { fixture, send } = await signedGrant()
      await send()
      await fixture.assertions.revertWithCustomError(send(), fixture.registry, 'NonceAlreadyUsed')
    })

    it('C1, I1: reverts after the owner granted directly and revoked', async () => {
      const { credentialId, fixture, send, terms } = await signedGrant()
      await fixture.grant(credentialId, terms)
      await fixture.registry.write.revokeAccess([credentialId, fixture.consumer.account.address, purposeHash])
      await refused(fixture, send(), 'RevisionMismatch', [0, 2])
      assert.equal((await fixture.accessOf(credentialId)).fields, 0n)
    })

    it('C1: reverts after the owner revoked what was not granted yet', async () => {
      const { credentialId, fixture, send } = await signedGrant()
      await fixture.registry.write.revokeAccess([credentialId, fixture.consumer.account.address, purposeHash])
      await refused(fixture, send(), 'RevisionMismatch', [0, 1])
    })

    it('C1: reverts after the owner revoked all access', async () => {
      const { credentialId, fixture, send } = await signedGrant()
      await fixture.registry.write.revokeAllAccess([credentialId])
      await refused(fixture, send(), 'EpochMismatch', [0, 1])
    })

    it('C1: reverts after the owner withdrew the credential', async () => {
      const { credentialId, fixture, send } = await signedGrant()
      await fixture.registry.write.withdrawCredential([credentialId])
      await refused(fixture, send(), 'CredentialStatusInvalid', [credentialId, 4])
    })

    it('C1: reverts on another chain, at the same address', async () => {
      const here = await signedGrant()
      const there = await signedGrant({ chainId: 1, credential: here.credential, terms: here.terms })
      assert.equal(there.fixture.registry.address, here.fixture.registry.address)
      assert.equal(there.credentialId, here.credentialId)
      await refused(there.fixture, there.send(here.authorization), 'SignatureInvalid', [here.authorization.signer])
      await there.send()
    })

    it('C1: reverts at another contract of the same chain', async () => {
      const { authorization, credential, fixture, terms } = await signedGrant()
      const { consumer, deployAnotherRegistry, issuer, owner } = fixture
      const other = await deployAnotherRegistry()
      const schemaId = credential.schemaId
      const message = { owner: owner.account.address, issuer: issuer.account.address, schemaId }
      const domain = { verifyingContract: other.address }
      const permit = await fixture.authorize(owner, 'IssuancePermit', message, { domain })
      await other.write.issueCredential([credential, permit], { account: issuer.account })
      await fixture.assertions.revertWithCustomErrorWithArgs(
        other.write.grantAccessFor([
          credentialIdOf(credential),
          consumer.account.address,
          purpose,
          terms,
          authorization,
        ]),
        other,
        'SignatureInvalid',
        [authorization.signer],
      )
    })

    it('C2: reverts with the high-s twin of a signature', async () => {
      const { authorization, fixture, send } = await signedGrant()
      await refused(
        fixture,
        send({ ...authorization, signature: highS(authorization.signature) }),
        'SignatureInvalid',
        [authorization.signer],
      )
      await send()
    })

    it('C2: reverts with the 64-byte form, and with v of 0 and 1', async () => {
      const { authorization, fixture, send } = await signedGrant()
      const { r, s, yParity } = parseSignature(authorization.signature)
      const compact = `${r}${numberToHex(hexToBigInt(s) | (BigInt(yParity) << 255n), { size: 32 }).slice(2)}` as Hex
      const bare = `${authorization.signature.slice(0, -2)}0${yParity}` as Hex
      for (const signature of [compact, bare]) {
        await refused(fixture, send({ ...authorization, signature }), 'SignatureInvalid', [authorization.signer])
      }
    })

    it('C4: reverts for the zero address', async () => {
      const { authorization, fixture, send } = await signedGrant()
      const owner = fixture.owner.account.address
      await refused(fixture, send({ ...authorization, signer: zeroAddress }), 'SignerMismatch', [owner, zeroAddress])
    })

    it('C5: takes nonces in any order', async () => {
      const { authorize, grantMessage, issue, owner, termsOf, ...fixture } = await deployRegistry()
      const { credentialId } = await issue()
      const nonces = [2n ** 256n - 1n, 0n, 256n, 255n, 257n]
      for (const [revision, nonce] of nonces.entries()) {
        const terms = await termsOf({ revision })
        const grant = await authorize(owner, 'GrantAccess', grantMessage(credentialId, terms), { nonce })
        await fixture.registry.write.grantAccessFor([
          credentialId,
          fixture.consumer.account.address,
          purpose,
          terms,
          grant,
        ])
      }
      const bitmap = (word: bigint) => fixture.registry.read.nonceBitmap([owner.account.address, word])
      assert.equal(await bitmap(0n), 1n | (1n << 255n))
      assert.equal(await bitmap(1n), 0b11n)
      assert.equal(await bitmap(2n ** 248n - 1n), 1n << 255n)
    })

    it('C6: is taken in the last second of its deadline, and not after it', async () => {
      const { authorization, fixture, send } = await signedGrant()
      await fixture.time.setNextBlockTimestamp(authorization.deadline + 1)
      await refused(fixture, send(), 'SignatureExpired', [authorization.deadline])
      const again = await signedGrant()
      await again.fixture.time.setNextBlockTimestamp(again.authorization.deadline)
      await again.send()
    })

    it('C1: reverts after the owner cancelled its nonce', async () => {
      const { authorization, fixture, send } = await signedGrant()
      const hash = await fixture.registry.write.cancelNonce([authorization.nonce])
      const { signer, nonce } = authorization
      assert.deepEqual(await fixture.eventsOf(hash), [{ eventName: 'NonceCancelled', args: { signer, nonce } }])
      await refused(fixture, send(), 'NonceAlreadyUsed', [signer, nonce])
    })

    it('C1: is not voided by somebody else who cancels the same nonce', async () => {
      const { authorization, fixture, send } = await signedGrant()
      await fixture.registry.write.cancelNonce([authorization.nonce], { account: fixture.stranger.account })
      await send()
    })

    it('C1: reverts after the consumer renounced the grant that it would change', async () => {
      const { authorize, consumer, grant, grantMessage, issue, owner, registry, termsOf, ...fixture } =
        await deployRegistry()
      const { credentialId } = await issue()
      await grant(credentialId, await termsOf({ lockedUntil: (await fixture.now()) + day }))
      const terms = await termsOf({ revision: 1, lockedUntil: (await fixture.now()) + 2 * day })
      const authorization = await authorize(owner, 'GrantAccess', grantMessage(credentialId, terms))
      const key = [credentialId, consumer.account.address, purposeHash] as const
      await registry.write.renounceAccess(key, { account: consumer.account })
      await fixture.assertions.revertWithCustomErrorWithArgs(
        registry.write.grantAccessFor([credentialId, consumer.account.address, purpose, terms, authorization]),
        registry,
        'RevisionMismatch',
        [1, 2],
      )
      assert.equal((await fixture.accessOf(credentialId)).fields, 0n)
    })

    it('C8: reverts when the relayer changes a term', async () => {
      const { authorization, fixture, send, terms } = await signedGrant()
      const owner = authorization.signer
      await refused(fixture, send(authorization, { ...terms, fields: 0b1111n }), 'SignatureInvalid', [owner])
      await refused(fixture, send(authorization, { ...terms, envelopeHash: random32() }), 'SignatureInvalid', [owner])
    })

    it('B33: the same grant after a revocation needs a new signature, and is a new revision', async () => {
      const { credentialId, fixture, send, terms } = await signedGrant()
      await send()
      await fixture.registry.write.revokeAccess([credentialId, fixture.consumer.account.address, purposeHash])
      await fixture.assertions.revertWithCustomError(send(), fixture.registry, 'NonceAlreadyUsed')
      const again = { ...terms, revision: 2 }
      await fixture.grant(credentialId, again)
      assert.equal((await fixture.accessGrant(credentialId)).revision, 3)
      assert.equal((await fixture.accessOf(credentialId)).fields, terms.fields)
    })
  })

  describe('revokeAccessFor', () => {
    it('C1: a revocation that was signed for one grant does not end the next', async () => {
      const { authorize, consumer, grant, issue, owner, registry, revocationMessage, termsOf, ...fixture } =
        await deployRegistry()
      const { credentialId } = await issue()
      await grant(credentialId, await termsOf())
      const revocation = await authorize(owner, 'RevokeAccess', revocationMessage(credentialId, 1))
      await grant(credentialId, await termsOf({ revision: 1 }))
      await fixture.assertions.revertWithCustomErrorWithArgs(
        registry.write.revokeAccessFor([credentialId, consumer.account.address, purposeHash, 1, revocation]),
        registry,
        'RevisionMismatch',
        [1, 2],
      )
    })
  })

  describe('issueCredential and acceptCredential', () => {
    it('I5: a permit that is shown years later has passed its deadline', async () => {
      const { credentialFor, issuer, permitFor, registry, time, ...fixture } = await deployRegistry()
      const permit = await permitFor(await credentialFor())
      await time.increase(3 * 365 * day)
      const credential = await credentialFor()
      await fixture.assertions.revertWithCustomErrorWithArgs(
        registry.write.issueCredential([credential, permit], { account: issuer.account }),
        registry,
        'SignatureExpired',
        [permit.deadline],
      )
    })

    it('I5: an offer that is shown years later has passed its deadline', async () => {
      const { assertions, authorize, credentialFor, issuer, registry, time } = await deployRegistry()
      const credential = { ...(await credentialFor()), expiresAt: 4_000_000_000 }
      const message = { issuer: credential.issuer, credentialId: credentialIdOf(credential) }
      const offer = await authorize(issuer, 'IssuanceOffer', message)
      await time.increase(3 * 365 * day)
      await assertions.revertWithCustomErrorWithArgs(
        registry.write.acceptCredential([credential, offer]),
        registry,
        'SignatureExpired',
        [offer.deadline],
      )
    })

    it('C7: nobody can take the id of a credential of somebody else', async () => {
      const { assertions, credentialFor, permitFor, registry, stranger } = await deployRegistry()
      const credential = await credentialFor()
      await assertions.revertWithCustomErrorWithArgs(
        registry.write.issueCredential([credential, await permitFor(credential)], { account: stranger.account }),
        registry,
        'NotCredentialIssuer',
        [credentialIdOf(credential), checksummed(stranger.account.address)],
      )
    })
  })

  describe('approveRequest', () => {
    it('I4: reverts with a credential of another schema', async () => {
      const { fixture, request, credential, send } = await signedRequest({ schemaId: random32() })
      await refused(fixture, send(), 'RequestSchemaMismatch', [requestIdOf(request), credential.schemaId])
    })

    it('I4: reverts with a credential of an issuer that was not asked for', async () => {
      const { fixture, request, credential, send } = await signedRequest({ issuer: `0x${'11'.repeat(20)}` })
      await refused(fixture, send(), 'RequestIssuerNotAccepted', [requestIdOf(request), credential.issuer])
    })

    it('I4: reverts with the credential of another owner than the one who was asked', async () => {
      const { fixture, request, credential, send } = await signedRequest({ owner: `0x${'11'.repeat(20)}` })
      await refused(fixture, send(), 'RequestOwnerMismatch', [requestIdOf(request), credential.owner])
    })

    it('I5: an off-chain request that is shown years later has passed its deadline', async () => {
      const { fixture, request, send } = await signedRequest()
      await fixture.time.increase(3 * 365 * day)
      await refused(fixture, send(await fixture.termsOf()), 'RequestDeadlinePassed', [
        requestIdOf(request),
        request.deadline,
      ])
    })

    it('B34: reverts when approved twice', async () => {
      const { fixture, request, send } = await signedRequest()
      await send()
      await refused(fixture, send(await fixture.termsOf({ revision: 1 })), 'RequestStatusInvalid', [
        requestIdOf(request),
        2,
      ])
    })

    it('B34: reverts when the consumer withdrew the request', async () => {
      const { fixture, request, send } = await signedRequest()
      await fixture.registry.write.cancelRequest([request], { account: fixture.consumer.account })
      await refused(fixture, send(), 'RequestStatusInvalid', [requestIdOf(request), 4])
    })

    it('B34, B35: reverts when the request was modified after it was signed', async () => {
      const { fixture, request, send } = await signedRequest()
      const consumer = checksummed(fixture.consumer.account.address)
      await refused(fixture, send(undefined, { ...request, fields: 0b1_1111n }), 'SignatureInvalid', [consumer])
      await refused(fixture, send(undefined, { ...request, purpose: 'dpv:Marketing' }), 'SignatureInvalid', [consumer])
    })

    it('C1: an approval is of no use for another request of the same terms', async () => {
      const { approvalMessage, authorize, consumer, issue, owner, registry, requestFor, termsOf, ...fixture } =
        await deployRegistry()
      const { credential } = await issue()
      const terms = await termsOf()
      const first = await requestFor(credential)
      const second = { ...first, salt: random32() }
      const approval = await authorize(owner, 'ApproveRequest', approvalMessage(credential, first, terms))
      await fixture.assertions.revertWithCustomErrorWithArgs(
        registry.write.approveRequestFor([second, credential, terms, '0x', approval], { account: consumer.account }),
        registry,
        'SignatureInvalid',
        [approval.signer],
      )
    })

    it('C7: nobody can open a request in the name of a consumer', async () => {
      const { fixture, request } = await signedRequest()
      const { registry, stranger } = fixture
      await refused(
        fixture,
        registry.write.openRequest([request], { account: stranger.account }),
        'NotRequestConsumer',
        [requestIdOf(request), checksummed(stranger.account.address)],
      )
    })
  })

  describe('recordUse', () => {
    it('I2: widening inside an open window closes it', async () => {
      const { accessOf, consumer, grant, issue, registry, termsOf } = await deployRegistry()
      const { credentialId } = await issue()
      await grant(credentialId, await termsOf({ fields: 0b1n, uses: 2 }))
      const args = [credentialId, consumer.account.address, purposeHash] as const
      await registry.write.recordUse(args, { account: consumer.account })
      assert.equal((await accessOf(credentialId)).fields, 0b1n)
      await grant(credentialId, await termsOf({ fields: 0b11n, uses: 1, revision: 1 }))
      assert.equal((await accessOf(credentialId)).fields, 0n)
      await registry.write.recordUse(args, { account: consumer.account })
      assert.equal((await accessOf(credentialId)).fields, 0b11n)
    })
  })
})

/** An owner's signature over a first grant, and the call that takes it, sent by a stranger. */
async function signedGrant(
  given: { chainId?: number; credential?: Parameters<Fixture['permitFor']>[0]; terms?: AccessTerms } = {},
) {
  const fixture = await deployRegistry({ chainId: given.chainId ?? 31_337 })
  const { authorize, consumer, grantMessage, issuer, owner, permitFor, registry, stranger } = fixture
  const credential = given.credential ?? (await fixture.credentialFor())
  const credentialId = credentialIdOf(credential)
  await registry.write.issueCredential([credential, await permitFor(credential)], { account: issuer.account })
  const terms = given.terms ?? (await fixture.termsOf())
  const signed = await authorize(owner, 'GrantAccess', grantMessage(credentialId, terms))
  const authorization = { ...signed, signer: checksummed(signed.signer) }
  const send = (used: Authorization = authorization, changed: AccessTerms = terms) =>
    registry.write.grantAccessFor([credentialId, consumer.account.address, purpose, changed, used], {
      account: stranger.account,
    })
  return { authorization, credential, credentialId, fixture, send, terms }
}

/** A consumer's signature over a request, and the owner's approval of it. */
async function signedRequest(changes: Partial<Parameters<Fixture['signRequest']>[0]> = {}) {
  const fixture = await deployRegistry()
  const { credential: issued } = await fixture.issue()
  const credential = { ...issued, owner: checksummed(issued.owner), issuer: checksummed(issued.issuer) }
  const request = await fixture.requestFor(credential, changes)
  const signature = await fixture.signRequest(request)
  const first = await fixture.termsOf()
  const send = (terms: AccessTerms = first, changed = request) =>
    fixture.registry.write.approveRequest([changed, credential, terms, signature])
  return { credential, fixture, request, send }
}

async function refused(
  fixture: Fixture,
  call: Promise<Hex>,
  error: ErrorName,
  args: readonly unknown[],
): Promise<void> {
  await fixture.assertions.revertWithCustomErrorWithArgs(call, fixture.registry, error, args as never)
}

/** The other signature that recovers to the same key. */
function highS(signature: Hex): Hex {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
  const { r, s, yParity } = parseSignature(signature)
  return serializeSignature({ r, s: numberToHex(order - hexToBigInt(s), { size: 32 }), yParity: yParity === 0 ? 1 : 0 })
}
