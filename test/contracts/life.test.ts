import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { getAddress } from 'viem'
import { day, deployRegistry, purpose, purposeHash, requestIdOf, unlimitedUses } from './support/registry.ts'

const window = 15 * 60

/** A credential's life from issuance to withdrawal: what accessOf answers at each moment, and what the events say. */
describe('GrantRegistry', () => {
  describe('events', () => {
    it('tell a whole life, with every value a reader needs', async () => {
      const { consumer, credentialFor, eventsOf, issuer, now, owner, permitFor, registry, requestFor, termsOf } =
        await deployRegistry()
      const parties = { owner: getAddress(owner.account.address), consumer: getAddress(consumer.account.address) }
      const credential = await credentialFor()
      const credentialId = await registry.read.credentialIdOf([credential])
      const request = await requestFor(credential, { maxUses: 5 })
      const requestId = requestIdOf(request)
      const permit = await permitFor(credential)

      const issued = await registry.write.issueCredential([credential, permit], { account: issuer.account })
      const issuerAddress = getAddress(issuer.account.address)
      assert.deepEqual(await eventsOf(issued), [
        {
          eventName: 'CredentialIssued',
          args: { credentialId, ...credential, owner: parties.owner, issuer: issuerAddress },
        },
      ])

      const opened = await registry.write.openRequest([request], { account: consumer.account })
      assert.deepEqual(await eventsOf(opened), [
        { eventName: 'RequestOpened', args: { requestId, ...request, ...parties, issuer: issuerAddress } },
      ])

      const terms = await termsOf({ uses: 2 })
      const approved = await registry.write.approveRequest([request, credential, terms, '0x'])
      assert.deepEqual(await eventsOf(approved), [
        { eventName: 'RequestApproved', args: { requestId, ...parties, credentialId } },
        { eventName: 'AccessGranted', args: { credentialId, ...parties, purpose, ...terms, revision: 1 } },
      ])

      const used = await registry.write.recordUse([credentialId, consumer.account.address, purposeHash], {
        account: consumer.account,
      })
      const usedAt = await now()
      assert.deepEqual(await eventsOf(used), [
        {
          eventName: 'AccessUsed',
          args: { credentialId, ...parties, purposeHash, usesLeft: 1, usedAt, windowEndsAt: usedAt + window },
        },
      ])

      const narrower = await termsOf({ fields: 0b1n, revision: 1 })
      const changed = await registry.write.grantAccess([credentialId, consumer.account.address, purpose, narrower])
      assert.deepEqual(await eventsOf(changed), [
        { eventName: 'AccessGranted', args: { credentialId, ...parties, purpose, ...narrower, revision: 2 } },
      ])

      const revoked = await registry.write.revokeAccess([credentialId, consumer.account.address, purposeHash])
      assert.deepEqual(await eventsOf(revoked), [
        {
          eventName: 'AccessRevoked',
          args: { credentialId, ...parties, purposeHash, revision: 3, effectiveAt: await now() },
        },
      ])

      const all = await registry.write.revokeAllAccess([credentialId])
      assert.deepEqual(await eventsOf(all), [
        { eventName: 'AllAccessRevoked', args: { credentialId, owner: parties.owner, epoch: 1 } },
      ])

      const withdrawn = await registry.write.withdrawCredential([credentialId])
      assert.deepEqual(await eventsOf(withdrawn), [
        { eventName: 'CredentialWithdrawn', args: { credentialId, owner: parties.owner, epoch: 2 } },
      ])
    })
  })

  describe('accessOf', () => {
    it('answers what is readable at each moment of a grant with uses', async () => {
      const { accessOf, consumer, grant, issue, now, registry, termsOf, time } = await deployRegistry()
      const { credentialId } = await issue()
      const startsAt = (await now()) + day
      const expiresAt = startsAt + 2 * day
      const use = () =>
        registry.write.recordUse([credentialId, consumer.account.address, purposeHash], { account: consumer.account })
      const readable = async () => {
        const { fields, readableUntil } = await accessOf(credentialId)
        return { fields, readableUntil }
      }
      const nothing = { fields: 0n, readableUntil: 0 }

      assert.deepEqual(await readable(), nothing, 'nothing was granted')
      await grant(credentialId, await termsOf({ startsAt, expiresAt, uses: 2 }))
      assert.deepEqual(await readable(), nothing, 'not started')

      await time.setNextBlockTimestamp(startsAt)
      await use()
      assert.deepEqual(await readable(), { fields: 0b0111n, readableUntil: startsAt + window }, 'in the first window')
      await time.increaseTo(startsAt + window - 1)
      assert.deepEqual(await readable(), { fields: 0b0111n, readableUntil: startsAt + window }, 'its last second')
      await time.increaseTo(startsAt + window)
      assert.deepEqual(await readable(), nothing, 'between two uses')

      await time.setNextBlockTimestamp(expiresAt - 60)
      await use()
      assert.deepEqual(await readable(), { fields: 0b0111n, readableUntil: expiresAt }, 'a window cut by the expiry')
      await time.increaseTo(expiresAt)
      assert.deepEqual(await readable(), nothing, 'expired')
    })

    it('answers what is readable at each moment of a locked grant that is revoked', async () => {
      const { accessGrant, accessOf, consumer, grant, issue, now, registry, termsOf, time } = await deployRegistry()
      const { credentialId } = await issue()
      const lockedUntil = (await now()) + 10 * day
      const terms = await termsOf({ lockedUntil })
      await grant(credentialId, terms)
      assert.equal((await accessOf(credentialId)).readableUntil, terms.expiresAt)

      await registry.write.revokeAccess([credentialId, consumer.account.address, purposeHash])
      assert.deepEqual(await accessGrant(credentialId), {
        fields: terms.fields,
        startsAt: 0,
        expiresAt: lockedUntil,
        lockedUntil,
        lastUsedAt: 0,
        usesLeft: unlimitedUses,
        epoch: 0,
        revision: 2,
      })
      await registry.write.withdrawCredential([credentialId])
      await time.increaseTo(lockedUntil - 1)
      const { fields, readableUntil, status } = await accessOf(credentialId)
      assert.deepEqual(
        { fields, readableUntil, status },
        { fields: terms.fields, readableUntil: lockedUntil, status: 4 },
      )
      await time.increaseTo(lockedUntil)
      assert.equal((await accessOf(credentialId)).fields, 0n)
    })

    it('answers with the block, the chain and the contract that it was asked of', async () => {
      const { accessOf, grant, issue, owner, publicClient, registry, stranger, termsOf } = await deployRegistry()
      const { credential, credentialId } = await issue()
      await grant(credentialId, await termsOf())
      const block = await publicClient.getBlock()
      const access = await accessOf(credentialId, stranger.account.address)
      assert.equal(access.owner, getAddress(owner.account.address))
      assert.equal(access.credentialExpiresAt, credential.expiresAt)
      assert.equal(access.actorMayAct, false)
      // A call runs in the block after the newest, or in a copy of it.
      assert.ok(access.blockNumber - block.number <= 1n)
      assert.ok(access.blockTimestamp >= block.timestamp)
      assert.equal(access.chainId, 31_337n)
      assert.equal(access.registry, getAddress(registry.address))
    })
  })
})
