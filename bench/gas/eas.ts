import { createRequire } from 'node:module'
import {
  type Abi,
  type Address,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  keccak256,
  numberToHex,
  parseSignature,
  zeroHash,
} from 'viem'
import { deployRegistry, purposeHash, type Wallet } from '../../test/contracts/support/registry.ts'
import { accountOf, calldataOf } from './account.ts'
import type { CallName } from './calls.ts'

const packageName = '@ethereum-attestation-service/eas-contracts'
const require = createRequire(import.meta.url)

type Artifact = { abi: Abi; bytecode: Hex }

/**
 * Gas of the nearest thing that the Ethereum Attestation Service does, on a chain of the same kind, by the bytecode of its
 * own package; undefined where the package is not installed.
 */
export async function measureEas(): Promise<ReadonlyMap<CallName, number> | undefined> {
  const schemaRegistryArtifact = artifactOf('SchemaRegistry')
  const easArtifact = artifactOf('EAS')
  if (schemaRegistryArtifact === undefined || easArtifact === undefined) return undefined

  const { consumer, domain, issuer, owner, publicClient, stranger, termsOf } = await deployRegistry({
    reproducible: true,
  })
  const { expiresAt } = await termsOf()
  const schemaRegistry = await deploy(schemaRegistryArtifact, [])
  const eas = await deploy(easArtifact, [schemaRegistry])

  async function deploy({ abi, bytecode }: Artifact, args: readonly unknown[]): Promise<Address> {
    const hash = await owner.deployContract({ abi, bytecode, args })
    const { contractAddress } = await publicClient.getTransactionReceipt({ hash })
    if (!contractAddress) throw new Error('a contract of EAS was not deployed')
    return contractAddress
  }

  async function send(from: Wallet, functionName: string, args: readonly unknown[]) {
    const data = encodeFunctionData({ abi: easArtifact?.abi ?? [], functionName, args })
    const hash = await from.sendTransaction({ to: eas, data })
    const { gasUsed, logs } = await publicClient.getTransactionReceipt({ hash })
    // Of `Attested`, the one event of an attestation, the id is all that is not indexed.
    return { gas: Number(gasUsed), uid: logs[0]?.data ?? zeroHash, data, hash }
  }

  async function register(schema: string): Promise<Hex> {
    const { abi } = schemaRegistryArtifact as Artifact
    const args = [schema, '0x0000000000000000000000000000000000000000', true]
    const data = encodeFunctionData({ abi, functionName: 'register', args })
    const hash = await owner.sendTransaction({ to: schemaRegistry, data })
    const { logs } = await publicClient.getTransactionReceipt({ hash })
    const uid = logs[0]?.topics[1]
    if (uid === undefined) throw new Error('a schema of EAS was not registered')
    return uid
  }

  let drawn = 0
  const draw32 = () => {
    drawn += 1
    return keccak256(numberToHex(drawn))
  }
  const words = (count: number) =>
    encodeAbiParameters(
      Array.from({ length: count }, () => ({ type: 'bytes32' })),
      Array.from({ length: count }, draw32),
    )
  const about = (recipient: Wallet, data: Hex, refUID: Hex = zeroHash) => {
    const expirationTime = BigInt(expiresAt)
    return { recipient: recipient.account.address, expirationTime, revocable: true, refUID, data, value: 0n }
  }

  async function attestFor(schema: Hex, data: ReturnType<typeof about>, nonce: bigint) {
    const message = { attester: owner.account.address, schema, ...data, nonce, deadline: BigInt(expiresAt) }
    const signature = await owner.signTypedData({
      account: owner.account,
      domain: { ...(await domain()), name: 'EAS', version: '1.4.0', verifyingContract: eas },
      types: { Attest: attestTypes },
      primaryType: 'Attest',
      message,
    })
    const { r, s, yParity } = parseSignature(signature)
    const { attester, deadline } = message
    const request = { schema, data, signature: { v: 27 + yParity, r, s }, attester, deadline }
    return send(stranger, 'attestByDelegation', [request])
  }

  const grantSchema = await register(
    'bytes32 credentialId,bytes32 purposeHash,uint64 fields,uint16 uses,bytes32 envelopeHash',
  )
  const credentialSchema = await register(
    'bytes32 schemaId,bytes32 credentialHash,bytes32 fieldsRoot,bytes32 contentRoot,uint32 issuedAt,bytes32 salt',
  )
  const requestSchema = await register(
    'bytes32 schemaId,address issuer,uint64 fields,uint32 duration,uint16 maxUses,uint32 lockDuration,bytes32 purposeHash,bytes32 salt',
  )
  const grantData = () =>
    encodeAbiParameters(
      ['bytes32', 'bytes32', 'uint64', 'uint16', 'bytes32'].map((type) => ({ type })),
      [draw32(), purposeHash, 7n, 65_535, draw32()],
    )
  const attest = (from: Wallet, schema: Hex, data: ReturnType<typeof about>) => send(from, 'attest', [{ schema, data }])
  const revoke = (uid: Hex) => send(owner, 'revoke', [{ schema: grantSchema, data: { uid, value: 0n } }])

  const grant = await attest(owner, grantSchema, about(consumer, grantData()))
  const view = await send(consumer, 'getAttestation', [grant.uid])
  const grantFor = await attestFor(grantSchema, about(consumer, grantData()), 0n)
  const revoked = await revoke(grant.uid)
  // EAS changes nothing: what stood is revoked, and attested anew.
  const renewed = await attest(owner, grantSchema, about(consumer, grantData(), grant.uid))
  const request = await attest(consumer, requestSchema, about(owner, words(8)))
  const approved = await attest(owner, grantSchema, about(consumer, grantData(), request.uid))
  const approvedFor = await attestFor(grantSchema, about(consumer, grantData(), request.uid), 1n)
  const issued = await attest(issuer, credentialSchema, about(owner, words(6)))
  const { gas: viewGas, parts } = await accountOf(publicClient, view.hash)

  return new Map<CallName, number>([
    ['grant', grant.gas],
    ['grantFor', grantFor.gas],
    ['changeGrant', revoked.gas + renewed.gas],
    ['revoke', revoked.gas],
    ['openRequest', request.gas],
    ['approveOpened', approved.gas],
    ['approveOpenedFor', approvedFor.gas],
    ['issue', issued.gas],
    ['accessOf', viewGas - parts.intrinsic - calldataOf(view.data)],
  ])
}

const attestTypes = [
  { name: 'attester', type: 'address' },
  { name: 'schema', type: 'bytes32' },
  { name: 'recipient', type: 'address' },
  { name: 'expirationTime', type: 'uint64' },
  { name: 'revocable', type: 'bool' },
  { name: 'refUID', type: 'bytes32' },
  { name: 'data', type: 'bytes' },
  { name: 'value', type: 'uint256' },
  { name: 'nonce', type: 'uint256' },
  { name: 'deadline', type: 'uint64' },
]

function artifactOf(name: 'EAS' | 'SchemaRegistry'): Artifact | undefined {
  try {
    return require(`${packageName}/artifacts/contracts/${name}.sol/${name}.json`)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}
