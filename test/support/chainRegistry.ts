import { readFileSync } from 'node:fs'
import {
  type Account,
  type Address,
  createWalletClient,
  getAddress,
  type Hex,
  http,
  keccak256,
  publicActions,
  toHex,
  zeroAddress,
  zeroHash,
} from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { foundry } from 'viem/chains'
import { grantRegistryAbi } from '../../sdk/abis/grantRegistry.ts'
import { credentialIdOf, purposeHashOf, requestIdOf } from '../../sdk/typedData/hashes.ts'
import { typedDataTypes } from '../../sdk/typedData/types.ts'

/** The accounts that both local chains fund. */
export function chainAccount(index: number) {
  return mnemonicToAccount('test test test test test test test test test test test junk', { addressIndex: index })
}

export type TestRegistry = Awaited<ReturnType<typeof deployRegistry>>
export type GrantTerms = {
  fields: bigint
  startsAt: number
  expiresAt: number
  lockedUntil: number
  uses: number
  envelopeHash: Hex
}

/** A GrantRegistry on the chain at `url`, and the acts that tests need, each mined when it resolves. */
export async function deployRegistry(url: string) {
  const client = createWalletClient({ chain: foundry, transport: http(url), pollingInterval: 20, cacheTime: 0 }).extend(
    publicActions,
  )
  const accounts = {
    deployer: chainAccount(0),
    owner: chainAccount(1),
    issuer: chainAccount(2),
    consumer: chainAccount(3),
  }
  const deployment = await client.deployContract({
    account: accounts.deployer,
    abi: grantRegistryAbi,
    bytecode: bytecodeOf('GrantRegistry'),
  })
  const receipt = await client.waitForTransactionReceipt({ hash: deployment })
  const address = getAddress(receipt.contractAddress ?? zeroAddress)
  const contract = { address, abi: grantRegistryAbi } as const
  let salt = 0
  const nextSalt = () => {
    salt += 1
    return keccak256(toHex(`salt ${salt}`))
  }

  // biome-ignore lint/suspicious/noExplicitAny: viem's inference does not pass through a helper for every function at once.
  const write = async (account: Account, functionName: string, args: any) => {
    const hash = await client.writeContract({ ...contract, account, functionName, args } as never)
    const mined = await client.waitForTransactionReceipt({ hash })
    if (mined.status !== 'success') throw new Error(`${functionName} reverted`)
    return mined
  }
  const now = async () => Number((await client.getBlock()).timestamp)

  return {
    address,
    client,
    accounts,
    deploymentBlock: receipt.blockNumber,
    write,
    now,
    issue: async (owner = accounts.owner) => {
      const credential = {
        owner: owner.address,
        issuer: accounts.issuer.address,
        schemaId: keccak256(toHex('schema')),
        credentialHash: keccak256(toHex('jwt')),
        fieldsRoot: keccak256(toHex('fields')),
        contentRoot: keccak256(toHex('content')),
        issuedAt: (await now()) - 10,
        expiresAt: (await now()) + 1_000_000,
        salt: nextSalt(),
      }
      const permit = {
        owner: owner.address,
        issuer: credential.issuer,
        schemaId: credential.schemaId,
        nonce: BigInt(nextSalt()),
        deadline: 0xffff_ffff,
      }
      const signature = await owner.signTypedData({
        domain: { name: 'Grantkeep', version: '1', chainId: await client.getChainId(), verifyingContract: address },
        types: typedDataTypes,
        primaryType: 'IssuancePermit',
        message: permit,
      })
      const authorization = { signer: owner.address, nonce: permit.nonce, deadline: permit.deadline, signature }
      await write(accounts.issuer, 'issueCredential', [credential, authorization])
      return { credential, credentialId: credentialIdOf(credential) }
    },
    open: async (
      consumer = accounts.consumer,
      purpose = 'dpv:IdentityVerification',
      owner: Address = accounts.owner.address,
    ) => {
      const request = {
        consumer: consumer.address,
        owner,
        schemaId: keccak256(toHex('schema')),
        issuer: zeroAddress,
        fields: 7n,
        duration: 86_400,
        maxUses: 65_535,
        lockDuration: 0,
        purpose,
        deadline: (await now()) + 100_000,
        salt: nextSalt(),
      }
      await write(consumer, 'openRequest', [request])
      return { request, requestId: requestIdOf(request) }
    },
    grantOf: (credentialId: Hex, consumer: Address, purpose: string) =>
      client.readContract({
        ...contract,
        functionName: 'accessGrant',
        args: [credentialId, consumer, purposeHashOf(purpose)],
      }),
    grant: async (credentialId: Hex, consumer: Address, purpose: string, terms: Partial<GrantTerms> = {}) => {
      const [grant, state, time] = await Promise.all([
        client.readContract({
          ...contract,
          functionName: 'accessGrant',
          args: [credentialId, consumer, purposeHashOf(purpose)],
        }),
        client.readContract({ ...contract, functionName: 'credentialState', args: [credentialId] }),
        now(),
      ])
      const { epoch } = state
      const written = {
        fields: 3n,
        startsAt: 0,
        expiresAt: time + 100_000,
        lockedUntil: 0,
        uses: 65_535,
        envelopeHash: zeroHash,
        ...terms,
        epoch,
        revision: grant.revision,
      }
      return write(accounts.owner, 'grantAccess', [credentialId, consumer, purpose, written])
    },
    revoke: (credentialId: Hex, consumer: Address, purpose: string) =>
      write(accounts.owner, 'revokeAccess', [credentialId, consumer, purposeHashOf(purpose)]),
    renounce: (credentialId: Hex, purpose: string) =>
      write(accounts.consumer, 'renounceAccess', [credentialId, accounts.consumer.address, purposeHashOf(purpose)]),
    use: (credentialId: Hex, purpose: string) =>
      write(accounts.consumer, 'recordUse', [credentialId, accounts.consumer.address, purposeHashOf(purpose)]),
  }
}

function bytecodeOf(name: string): Hex {
  const file = `${import.meta.dirname}/../../artifacts/contracts/${name}.sol/${name}.json`
  return JSON.parse(readFileSync(file, 'utf8')).bytecode
}
