import { randomBytes } from 'node:crypto'
import { network } from 'hardhat'
import {
  type Account,
  type Address,
  bytesToBigInt,
  bytesToHex,
  type Chain,
  type ContractFunctionArgs,
  type GetContractReturnType,
  getContract,
  type Hex,
  hashStruct,
  hexToBigInt,
  keccak256,
  numberToHex,
  type PublicClient,
  parseEventLogs,
  stringToBytes,
  type Transport,
  type WalletClient,
} from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { grantRegistryAbi } from '../../../sdk/abis/grantRegistry.ts'
import { typedDataTypes } from '../../../sdk/typedData/types.ts'

type Args<Name extends WriteName> = ContractFunctionArgs<typeof grantRegistryAbi, 'nonpayable', Name>
type WriteName = 'issueCredential' | 'openRequest' | 'grantAccess'
type Message = 'IssuancePermit' | 'IssuanceOffer' | 'GrantAccess' | 'ApproveRequest' | 'RevokeAccess'

export type Wallet = WalletClient<Transport, Chain, Account>
export type Credential = Args<'issueCredential'>[0]
export type Authorization = Args<'issueCredential'>[1]
export type AccessRequest = Args<'openRequest'>[0]
export type AccessTerms = Args<'grantAccess'>[3]
export type Registry = GetContractReturnType<typeof grantRegistryAbi, { public: PublicClient; wallet: Wallet }>
export type Fixture = Awaited<ReturnType<typeof deployRegistry>>

export const day = 86_400
export const unlimitedUses = 65_535
/** 24 bytes, the length that gas limits are stated for. */
export const purpose = 'dpv:IdentityVerification'
export const purposeHash = keccak256(stringToBytes(purpose))

/** When a reproducible chain begins: no time that its acts name has a zero byte, which calldata has cheaper. */
const reproducibleStart = 1_790_043_905

export const random32 = (): Hex => bytesToHex(randomBytes(32))
export const randomNonce = (): bigint => bytesToBigInt(randomBytes(32))

/**
 * A chain of its own with a registry, an account for each role, and the acts that most tests start from. Accounts and the
 * registry's address are the same on each chain; with `reproducible`, so are times and all that is else drawn at random.
 */
export async function deployRegistry({ chainId = 31_337, reproducible = false } = {}) {
  const override = reproducible ? { chainId, initialDate: new Date(reproducibleStart * 1000) } : { chainId }
  const connection = await network.create({ override })
  const { viem, networkHelpers } = connection
  const publicClient = await viem.getPublicClient()
  const [owner, issuer, consumer, stranger] = (await viem.getWalletClients()) as unknown as [
    Wallet,
    Wallet,
    Wallet,
    Wallet,
  ]
  const registry = await deployAnotherRegistry()

  /** A registry on the same chain; `registry` is the first. */
  async function deployAnotherRegistry(): Promise<Registry> {
    const { address } = await viem.deployContract('GrantRegistry')
    return getContract({ address, abi: grantRegistryAbi, client: { public: publicClient, wallet: owner } }) as Registry
  }

  let drawn = 0
  const draw32 = (): Hex => {
    drawn += 1
    return reproducible ? keccak256(numberToHex(drawn)) : random32()
  }

  /** Seconds of the newest block; of the first, which the others closely follow, where the chain is reproducible. */
  const now = async () => (reproducible ? reproducibleStart : Number((await publicClient.getBlock()).timestamp))

  async function domain() {
    return {
      name: 'Grantkeep',
      version: '1',
      chainId: await publicClient.getChainId(),
      verifyingContract: registry.address,
    }
  }

  async function credentialFor(holder: Address = owner.account.address): Promise<Credential> {
    const time = await now()
    return {
      owner: holder,
      issuer: issuer.account.address,
      schemaId: draw32(),
      credentialHash: draw32(),
      fieldsRoot: draw32(),
      contentRoot: draw32(),
      issuedAt: time - day,
      expiresAt: time + 365 * day,
      salt: draw32(),
    }
  }

  async function termsOf(changes: Partial<AccessTerms> = {}): Promise<AccessTerms> {
    const expiresAt = (await now()) + 30 * day
    const base = { fields: 0b0111n, startsAt: 0, expiresAt, lockedUntil: 0, uses: unlimitedUses, epoch: 0, revision: 0 }
    return { ...base, envelopeHash: draw32(), ...changes }
  }

  async function requestFor(credential: Credential, changes: Partial<AccessRequest> = {}): Promise<AccessRequest> {
    return {
      consumer: consumer.account.address,
      owner: credential.owner,
      schemaId: credential.schemaId,
      issuer: credential.issuer,
      fields: 0b1111n,
      duration: 60 * day,
      maxUses: unlimitedUses,
      lockDuration: 0,
      purpose,
      deadline: (await now()) + 7 * day,
      salt: draw32(),
      ...changes,
    }
  }

  /** An authorization of `signer` over `message`, with a nonce word of its own. */
  async function authorize(
    signer: Wallet,
    primaryType: Message,
    message: Record<string, unknown>,
    changes: { nonce?: bigint; deadline?: number; domain?: Record<string, unknown> } = {},
  ): Promise<Authorization> {
    const nonce = changes.nonce ?? hexToBigInt(draw32())
    const deadline = changes.deadline ?? (await now()) + day
    const signature = await signer.signTypedData({
      account: signer.account,
      domain: { ...(await domain()), ...changes.domain },
      types: { [primaryType]: typedDataTypes[primaryType] },
      primaryType,
      message: { ...message, nonce, deadline },
    })
    return { signer: signer.account.address, nonce, deadline, signature }
  }

  async function signRequest(request: AccessRequest, signer: Wallet = consumer): Promise<Hex> {
    return signer.signTypedData({
      account: signer.account,
      domain: await domain(),
      types: { AccessRequest: typedDataTypes.AccessRequest },
      primaryType: 'AccessRequest',
      message: request,
    })
  }

  /** A signature over a raw digest, which no wallet gives: for digests that a test made by hand. */
  async function signDigest(role: 'owner' | 'issuer' | 'consumer', hash: Hex): Promise<Hex> {
    const addressIndex = ['owner', 'issuer', 'consumer'].indexOf(role)
    const account = mnemonicToAccount('test test test test test test test test test test test junk', { addressIndex })
    return account.sign({ hash })
  }

  const permitFor = (credential: Credential, holder: Wallet = owner) => {
    const { schemaId } = credential
    return authorize(holder, 'IssuancePermit', { owner: credential.owner, issuer: credential.issuer, schemaId })
  }

  /** A credential of `owner`, as it exists after its issuer issued it. */
  async function issue(): Promise<{ credential: Credential; credentialId: Hex }> {
    const credential = await credentialFor()
    await registry.write.issueCredential([credential, await permitFor(credential)], { account: issuer.account })
    return { credential, credentialId: credentialIdOf(credential) }
  }

  const grantMessage = (credentialId: Hex, terms: AccessTerms) => {
    return { owner: owner.account.address, credentialId, consumer: consumer.account.address, purpose, ...terms }
  }

  const approvalMessage = (credential: Credential, request: AccessRequest, terms: AccessTerms) => ({
    owner: credential.owner,
    requestId: requestIdOf(request),
    credentialId: credentialIdOf(credential),
    consumer: request.consumer,
    purpose: request.purpose,
    ...terms,
  })

  const revocationMessage = (credentialId: Hex, revision: number) => {
    return { owner: owner.account.address, credentialId, consumer: consumer.account.address, purpose, revision }
  }

  /** The owner grants `terms` to the consumer, for `purpose`. */
  const grant = (credentialId: Hex, terms: AccessTerms) =>
    registry.write.grantAccess([credentialId, consumer.account.address, purpose, terms])

  const accessOf = (credentialId: Hex, actor: Address = consumer.account.address) =>
    registry.read.accessOf([credentialId, consumer.account.address, purposeHash, actor])

  const accessGrant = (credentialId: Hex) =>
    registry.read.accessGrant([credentialId, consumer.account.address, purposeHash])

  /** The registry's events of one transaction. */
  async function eventsOf(hash: Hex) {
    const { logs } = await publicClient.getTransactionReceipt({ hash })
    return parseEventLogs({ abi: grantRegistryAbi, logs }).map(({ eventName, args }) => ({ eventName, args }))
  }

  const gasOf = async (hash: Hex) => Number((await publicClient.getTransactionReceipt({ hash })).gasUsed)

  return {
    ...{ accessGrant, accessOf, approvalMessage, authorize, consumer, credentialFor, deployAnotherRegistry, domain },
    ...{
      eventsOf,
      gasOf,
      grant,
      grantMessage,
      issue,
      issuer,
      now,
      owner,
      permitFor,
      publicClient,
      registry,
      requestFor,
    },
    ...{ revocationMessage, signDigest, signRequest, stranger, termsOf },
    time: networkHelpers.time,
    viem,
    assertions: viem.assertions,
  }
}

export const credentialIdOf = (credential: Credential): Hex =>
  hashStruct({ data: credential, primaryType: 'Credential', types: typedDataTypes })

export const requestIdOf = (request: AccessRequest): Hex =>
  hashStruct({ data: request, primaryType: 'AccessRequest', types: typedDataTypes })
