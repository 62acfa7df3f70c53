import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { TypedDataEncoder } from 'ethers'
import {
  concatHex,
  encodeAbiParameters,
  getContract,
  type Hex,
  hashTypedData,
  keccak256,
  parseAbiParameters,
  stringToBytes,
  toHex,
} from 'viem'
import { schemaRegistryAbi } from '../../sdk/abis/schemaRegistry.ts'
import { credentialIdOf, deployRegistry, type Fixture, purpose, random32, requestIdOf } from './support/registry.ts'

/** Written out once more, so that a slip in the SDK's types or in the contracts' text cannot go by. */
const credentialType =
  'Credential(address owner,address issuer,bytes32 schemaId,bytes32 credentialHash,bytes32 fieldsRoot,bytes32 contentRoot,uint32 issuedAt,uint32 expiresAt,bytes32 salt)'
const accessRequestType =
  'AccessRequest(address consumer,address owner,bytes32 schemaId,address issuer,uint64 fields,uint32 duration,uint16 maxUses,uint32 lockDuration,string purpose,uint32 deadline,bytes32 salt)'
const issuancePermitType = 'IssuancePermit(address owner,address issuer,bytes32 schemaId,uint256 nonce,uint32 deadline)'
const issuanceOfferType = 'IssuanceOffer(address issuer,bytes32 credentialId,uint256 nonce,uint32 deadline)'
const grantAccessType =
  'GrantAccess(address owner,bytes32 credentialId,address consumer,string purpose,uint64 fields,uint32 startsAt,uint32 expiresAt,uint32 lockedUntil,uint16 uses,uint16 epoch,uint32 revision,bytes32 envelopeHash,uint256 nonce,uint32 deadline)'
const approveRequestType =
  'ApproveRequest(address owner,bytes32 requestId,bytes32 credentialId,address consumer,string purpose,uint64 fields,uint32 startsAt,uint32 expiresAt,uint32 lockedUntil,uint16 uses,uint16 epoch,uint32 revision,bytes32 envelopeHash,uint256 nonce,uint32 deadline)'
const revokeAccessType =
  'RevokeAccess(address owner,bytes32 credentialId,address consumer,string purpose,uint32 revision,uint256 nonce,uint32 deadline)'

const typehashes = {
  CREDENTIAL_TYPEHASH: credentialType,
  ISSUANCE_PERMIT_TYPEHASH: issuancePermitType,
  ISSUANCE_OFFER_TYPEHASH: issuanceOfferType,
  ACCESS_REQUEST_TYPEHASH: accessRequestType,
  GRANT_ACCESS_TYPEHASH: grantAccessType,
  APPROVE_REQUEST_TYPEHASH: approveRequestType,
  REVOKE_ACCESS_TYPEHASH: revokeAccessType,
} as const

describe('GrantRegistry', () => {
  describe('typed data', () => {
    for (const [name, text] of Object.entries(typehashes)) {
      it(`${name} is the hash of its type`, async () => {
        const { registry } = await deployRegistry()
        assert.equal(await registry.read[name as keyof typeof typehashes](), keccak256(stringToBytes(text)))
      })
    }

    it('has a domain of name, version, chain id and contract', async () => {
      const { publicClient, registry } = await deployRegistry()
      const [fields, name, version, chainId, verifyingContract, salt, extensions] = await registry.read.eip712Domain()
      assert.deepEqual([fields, name, version], ['0x0f', 'Grantkeep', '1'])
      assert.equal(chainId, BigInt(await publicClient.getChainId()))
      assert.equal(verifyingContract.toLowerCase(), registry.address)
      assert.deepEqual([BigInt(salt), extensions], [0n, []])
    })

    it('credentialId: by hand, by viem, by ethers and by the contract', async () => {
      const { credentialFor, registry } = await deployRegistry()
      const credential = await credentialFor()
      const byHand = structHash(credentialType, credential)
      assert.equal(await registry.read.credentialIdOf([credential]), byHand)
      assert.equal(credentialIdOf(credential), byHand)
      assert.equal(TypedDataEncoder.hashStruct('Credential', ethersTypes(credentialType), credential), byHand)
    })

    it('requestId: by hand, by viem, by ethers and by the contract', async () => {
      const { credentialFor, registry, requestFor } = await deployRegistry()
      const request = await requestFor(await credentialFor(), { purpose: 'Zweck: Prüfung ✓' })
      const byHand = structHash(accessRequestType, request)
      assert.equal(await registry.read.requestIdOf([request]), byHand)
      assert.equal(requestIdOf(request), byHand)
      assert.equal(TypedDataEncoder.hashStruct('AccessRequest', ethersTypes(accessRequestType), request), byHand)
    })

    for (const { name, text, message, send } of messages()) {
      it(`${name}: a signature over the digest made by hand is accepted`, async () => {
        const fixture = await deployRegistry()
        const prepared = await message(fixture)
        const digest = await digestByHand(fixture, structHash(text, prepared.message))
        const domain = await fixture.domain()
        const types = ethersTypes(text)
        assert.equal(hashTypedData({ domain, types, primaryType: name, message: prepared.message }), digest)
        assert.equal(TypedDataEncoder.hash({ ...domain }, types, prepared.message), digest)
        await send(fixture, prepared, await fixture.signDigest(prepared.signer, digest))
      })
    }
  })
})

type Prepared = {
  signer: 'owner' | 'issuer' | 'consumer'
  message: Record<string, unknown> & { nonce?: bigint; deadline: number }
  args: readonly unknown[]
}
type Case = {
  name: string
  text: string
  message(fixture: Fixture): Promise<Prepared>
  send(fixture: Fixture, prepared: Prepared, signature: Hex): Promise<unknown>
}

/** Each message, and the call that takes its signature. */
function messages(): Case[] {
  const nonce = 123_456_789_012_345_678_901_234_567_890n
  const authorization = ({ message }: Prepared, signer: Hex, signature: Hex) => {
    return { signer, nonce: message.nonce ?? 0n, deadline: message.deadline, signature }
  }
  return [
    {
      name: 'IssuancePermit',
      text: issuancePermitType,
      async message({ credentialFor, now }) {
        const credential = await credentialFor()
        const { owner, issuer, schemaId } = credential
        return {
          signer: 'owner',
          message: { owner, issuer, schemaId, nonce, deadline: (await now()) + 60 },
          args: [credential],
        }
      },
      send({ issuer, owner, registry }, prepared, signature) {
        const permit = authorization(prepared, owner.account.address, signature)
        return registry.write.issueCredential([...prepared.args, permit] as never, { account: issuer.account })
      },
    },
    {
      name: 'IssuanceOffer',
      text: issuanceOfferType,
      async message({ credentialFor, now }) {
        const credential = await credentialFor()
        const credentialId = credentialIdOf(credential)
        return {
          signer: 'issuer',
          message: { issuer: credential.issuer, credentialId, nonce, deadline: (await now()) + 60 },
          args: [credential],
        }
      },
      send({ issuer, registry }, prepared, signature) {
        const offer = authorization(prepared, issuer.account.address, signature)
        return registry.write.acceptCredential([...prepared.args, offer] as never)
      },
    },
    {
      name: 'AccessRequest',
      text: accessRequestType,
      async message({ issue, requestFor, termsOf }) {
        const { credential } = await issue()
        const request = await requestFor(credential)
        return { signer: 'consumer', message: request, args: [request, credential, await termsOf()] }
      },
      send({ registry }, { args }, signature) {
        return registry.write.approveRequest([...args, signature] as never)
      },
    },
    {
      name: 'GrantAccess',
      text: grantAccessType,
      async message({ consumer, grantMessage, issue, now, termsOf }) {
        const { credentialId } = await issue()
        const terms = await termsOf({ startsAt: (await now()) + 1, lockedUntil: (await now()) + 60, uses: 9 })
        return {
          signer: 'owner',
          message: { ...grantMessage(credentialId, terms), nonce, deadline: (await now()) + 60 },
          args: [credentialId, consumer.account.address, purpose, terms],
        }
      },
      send({ owner, registry, stranger }, prepared, signature) {
        const grant = authorization(prepared, owner.account.address, signature)
        return registry.write.grantAccessFor([...prepared.args, grant] as never, { account: stranger.account })
      },
    },
    {
      name: 'ApproveRequest',
      text: approveRequestType,
      async message({ approvalMessage, issue, now, requestFor, termsOf }) {
        const { credential } = await issue()
        const request = await requestFor(credential)
        const terms = await termsOf()
        return {
          signer: 'owner',
          message: { ...approvalMessage(credential, request, terms), nonce, deadline: (await now()) + 60 },
          args: [request, credential, terms, '0x'],
        }
      },
      send({ consumer, owner, registry }, prepared, signature) {
        const approval = authorization(prepared, owner.account.address, signature)
        return registry.write.approveRequestFor([...prepared.args, approval] as never, { account: consumer.account })
      },
    },
    {
      name: 'RevokeAccess',
      text: revokeAccessType,
      async message({ consumer, grant, issue, now, revocationMessage, termsOf }) {
        const { credentialId } = await issue()
        await grant(credentialId, await termsOf())
        return {
          signer: 'owner',
          message: { ...revocationMessage(credentialId, 1), nonce, deadline: (await now()) + 60 },
          args: [credentialId, consumer.account.address, keccak256(stringToBytes(purpose)), 1],
        }
      },
      send({ owner, registry, stranger }, prepared, signature) {
        const revocation = authorization(prepared, owner.account.address, signature)
        return registry.write.revokeAccessFor([...prepared.args, revocation] as never, { account: stranger.account })
      },
    },
  ]
}

describe('SchemaRegistry', () => {
  describe('typed data', () => {
    it('schemaId: by hand, by ethers and by the contract', async () => {
      const { publicClient, viem } = await deployRegistry()
      const { address } = await viem.deployContract('SchemaRegistry')
      const schemas = getContract({ address, abi: schemaRegistryAbi, client: publicClient })
      const schema = { name: 'kyc-level', fields: ['age_over_18', 'country', 'kyc_level', random32()] }
      const hashes = schema.fields.map((field) => keccak256(stringToBytes(field)))
      const byHand = keccak256(
        concatHex([
          keccak256(stringToBytes('Schema(string name,string[] fields)')),
          keccak256(stringToBytes(schema.name)),
          keccak256(concatHex(hashes)),
        ]),
      )
      assert.equal(await schemas.read.schemaIdOf([schema.name, schema.fields]), byHand)
      const types = ethersTypes('Schema(string name,string[] fields)')
      assert.equal(TypedDataEncoder.hashStruct('Schema', types, schema), byHand)
    })
  })
})

/** EIP-712 hashStruct of a flat type, from its text: every member is one word, a string its hash. */
function structHash(text: string, message: Record<string, unknown>): Hex {
  const words = membersOf(text).map(({ type, name }) => {
    const value = message[name]
    if (type === 'string') return keccak256(stringToBytes(value as string))
    return encodeAbiParameters(parseAbiParameters(type) as never, [value] as never)
  })
  return keccak256(concatHex([keccak256(stringToBytes(text)), ...words]))
}

async function digestByHand({ publicClient, registry }: Fixture, hash: Hex): Promise<Hex> {
  const domain = concatHex([
    keccak256(stringToBytes('EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)')),
    keccak256(stringToBytes('Grantkeep')),
    keccak256(stringToBytes('1')),
    toHex(await publicClient.getChainId(), { size: 32 }),
    encodeAbiParameters([{ type: 'address' }], [registry.address]),
  ])
  return keccak256(concatHex(['0x1901', keccak256(domain), hash]))
}

function membersOf(text: string): { type: string; name: string }[] {
  const members = text.slice(text.indexOf('(') + 1, -1).split(',')
  return members.map((member) => {
    const [type = '', name = ''] = member.split(' ')
    return { type, name }
  })
}

function ethersTypes(text: string) {
  return { [text.slice(0, text.indexOf('('))]: membersOf(text) }
}
