import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Address, encodeFunctionData, getAddress } from 'viem'
import { grantRegistryAbi } from '../../sdk/abis/grantRegistry.ts'
import { credentialIdOf, deployRegistry, purpose, purposeHash, requestIdOf } from './support/registry.ts'

/** C3: an owner, an issuer and a consumer may each be an ERC-1271 account. */
describe('GrantRegistry', () => {
  describe('with ERC-1271 accounts', () => {
    it('C3: an owner permits, grants, approves and revokes by signature', async () => {
      const { authorize, consumer, credentialFor, issuer, owner, registry, requestFor, termsOf, ...fixture } =
        await deployRegistry()
      const wallet = await deployWallet(fixture, owner.account.address)
      const as = (authorization: Awaited<ReturnType<typeof authorize>>) => ({ ...authorization, signer: wallet })

      const credential = await credentialFor(wallet)
      const credentialId = credentialIdOf(credential)
      const permitted = { owner: wallet, issuer: credential.issuer, schemaId: credential.schemaId }
      const permit = as(await authorize(owner, 'IssuancePermit', permitted))
      await registry.write.issueCredential([credential, permit], { account: issuer.account })

      const terms = await termsOf()
      const granted = { owner: wallet, credentialId, consumer: consumer.account.address, purpose, ...terms }
      const grant = as(await authorize(owner, 'GrantAccess', granted))
      await registry.write.grantAccessFor([credentialId, consumer.account.address, purpose, terms, grant])
      assert.equal((await fixture.accessOf(credentialId)).fields, terms.fields)

      const request = await requestFor(credential)
      const next = { ...terms, fields: 0b1n, revision: 1 }
      const approved = { ...granted, ...next, requestId: requestIdOf(request) }
      const approval = as(await authorize(owner, 'ApproveRequest', approved))
      await registry.write.approveRequestFor([request, credential, next, '0x', approval], {
        account: consumer.account,
      })
      assert.equal((await fixture.accessOf(credentialId)).fields, 0b1n)

      const ended = { owner: wallet, credentialId, consumer: consumer.account.address, purpose, revision: 2 }
      const revocation = as(await authorize(owner, 'RevokeAccess', ended))
      await registry.write.revokeAccessFor([credentialId, consumer.account.address, purposeHash, 2, revocation])
      assert.equal((await fixture.accessOf(credentialId)).fields, 0n)
    })

    it('C3: an issuer offers, and a consumer asks, by signature', async () => {
      const { authorize, consumer, credentialFor, issuer, registry, requestFor, signRequest, termsOf, ...fixture } =
        await deployRegistry()
      const issuing = await deployWallet(fixture, issuer.account.address)
      const asking = await deployWallet(fixture, consumer.account.address)

      const credential = { ...(await credentialFor()), issuer: issuing }
      const message = { issuer: issuing, credentialId: credentialIdOf(credential) }
      const offer = { ...(await authorize(issuer, 'IssuanceOffer', message)), signer: issuing }
      await registry.write.acceptCredential([credential, offer])

      const request = await requestFor(credential, { consumer: asking })
      const terms = await termsOf()
      await registry.write.approveRequest([request, credential, terms, await signRequest(request)])
      const access = await registry.read.accessOf([credentialIdOf(credential), asking, purposeHash, asking])
      assert.equal(access.fields, terms.fields)
    })

    it('C3: an account that refuses a signature is believed', async () => {
      const { assertions, authorize, credentialFor, issuer, owner, registry, stranger, ...fixture } =
        await deployRegistry()
      const wallet = await deployWallet(fixture, owner.account.address)
      const credential = await credentialFor(wallet)
      const message = { owner: wallet, issuer: credential.issuer, schemaId: credential.schemaId }
      const permit = { ...(await authorize(stranger, 'IssuancePermit', message)), signer: wallet }
      await assertions.revertWithCustomErrorWithArgs(
        registry.write.issueCredential([credential, permit], { account: issuer.account }),
        registry,
        'SignatureInvalid',
        [wallet],
      )
    })

    it('an account records uses by a call of its own', async () => {
      const { consumer, issue, registry, termsOf, viem, ...fixture } = await deployRegistry()
      const asking = await viem.deployContract('SmartWallet', [consumer.account.address])
      const { credentialId } = await issue()
      await registry.write.grantAccess([credentialId, asking.address, purpose, await termsOf({ uses: 1 })])
      const data = encodeFunctionData({
        abi: grantRegistryAbi,
        functionName: 'recordUse',
        args: [credentialId, asking.address, purposeHash],
      })
      await consumer.writeContract({
        abi: asking.abi,
        address: asking.address,
        functionName: 'execute',
        args: [registry.address, data],
      })
      const access = await registry.read.accessOf([credentialId, asking.address, purposeHash, asking.address])
      assert.equal(access.fields, 0b0111n)
      assert.equal((await fixture.accessOf(credentialId)).fields, 0n)
    })
  })
})

async function deployWallet(
  { viem }: Pick<Awaited<ReturnType<typeof deployRegistry>>, 'viem'>,
  owner: Address,
): Promise<Address> {
  const { address } = await viem.deployContract('SmartWallet', [owner])
  return getAddress(address)
}
