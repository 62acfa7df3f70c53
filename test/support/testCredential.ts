import { randomBytes } from 'node:crypto'
import { type Address, type Hex, sha256, stringToHex, toHex, zeroHash } from 'viem'
import { contentRootOf } from '../../sdk/credential/contentRoot.ts'
import { credentialHashOf } from '../../sdk/credential/credentialHash.ts'
import { fieldsRootOf } from '../../sdk/credential/fieldsRoot.ts'
import { toWire } from '../../sdk/crypto/canonicalJson.ts'
import { chunkHashOf } from '../../sdk/crypto/chunkHash.ts'
import { credentialIdOf, purposeHashOf } from '../../sdk/typedData/hashes.ts'
import type { Credential, CredentialUpload } from '../../sdk/wire/credential.ts'
import type { Envelope } from '../../sdk/wire/envelope.ts'
import type { FakeChain } from './fakeChain.ts'
import { startOfTime, type TestNode, testSettings } from './testNode.ts'

export type TestCredential = {
  readonly credentialId: Hex
  readonly credential: Credential
  readonly upload: CredentialUpload
  /** Ciphertext by field and chunk: bytes that mean nothing. */
  readonly chunks: readonly (readonly Uint8Array[])[]
}

/** A credential of three fields, of which the last has two chunks. */
export async function createTestCredential({
  owner,
  issuer,
}: {
  owner: Address
  issuer: Address
}): Promise<TestCredential> {
  const chunks = [[randomBytes(64)], [randomBytes(100)], [randomBytes(262_160), randomBytes(5000)]]
  const content = await Promise.all(
    chunks.map(async (field) => ({ chunks: await Promise.all(field.map(chunkHashOf)) })),
  )
  const disclosures = chunks.map(() => randomBytes(48).toString('base64url'))
  const commitments = disclosures.map((disclosure) => sha256(stringToHex(disclosure)))
  const digests = commitments.map((commitment) => Buffer.from(commitment.slice(2), 'hex').toString('base64url'))
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const jwt = `${part({ alg: 'ES256', typ: 'dc+sd-jwt' })}.${part({ _sd: digests.sort(), vct: 'urn:test' })}.${part('signature')}`
  const credential: Credential = {
    owner,
    issuer,
    schemaId: toHex(1, { size: 32 }),
    credentialHash: credentialHashOf(jwt),
    fieldsRoot: fieldsRootOf(commitments),
    contentRoot: contentRootOf(content),
    issuedAt: startOfTime - 100,
    expiresAt: startOfTime + 100_000,
    salt: toHex(randomBytes(32)),
  }
  const credentialId = credentialIdOf(credential)
  const envelope = createTestEnvelope({
    credentialId,
    recipient: owner,
    purposeHash: zeroHash,
    revision: 0,
    fields: 0b111n,
  })
  return { credentialId, credential, upload: { credential, jwt, commitments, content, envelope }, chunks }
}

/** An envelope in one share, which is random. */
export function createTestEnvelope(
  header: Pick<Envelope['header'], 'credentialId' | 'recipient' | 'purposeHash' | 'revision' | 'fields'>,
): Envelope {
  const share = randomBytes(200)
  return {
    header: {
      chainId: testSettings.chainId,
      registry: testSettings.registry,
      ...header,
      keyVersion: 1,
      threshold: 1,
      shareCount: 1,
      splitId: toHex(randomBytes(32)),
      shareHashes: [sha256(share)],
    },
    share: share.toString('base64url'),
  }
}

export function registerOnChain(chain: FakeChain, { credentialId, credential }: TestCredential): void {
  const { owner, expiresAt } = credential
  chain.credentials.set(credentialId, { owner, expiresAt, status: 'active', epoch: 0 })
}

/** Uploads header and chunks, as an issuer does. */
export async function uploadAll(
  node: TestNode,
  token: string,
  { credentialId, upload, chunks }: TestCredential,
): Promise<void> {
  const path = `/v1/credentials/${credentialId}`
  const answers = [await node.call('PUT', path, { token, body: toWire(upload) })]
  for (const [field, list] of chunks.entries()) {
    for (const [chunk, body] of list.entries()) {
      answers.push(await node.call('PUT', `${path}/fields/${field}/chunks/${chunk}`, { token, body }))
    }
  }
  const failed = answers.find(({ status }) => status >= 300)
  if (failed) throw new Error(`Not uploaded: ${failed.status} ${failed.text}`)
}

/** Grants on the fake chain, and stores the consumer's envelope as an approval by that grant would let it be stored. */
export function grantOnChain(
  node: TestNode,
  { credentialId }: TestCredential,
  {
    consumer,
    purpose,
    fields,
    ...terms
  }: { consumer: Address; purpose: string; fields: bigint } & Partial<Parameters<FakeChain['setGrant']>[1]>,
): Envelope {
  const purposeHash = purposeHashOf(purpose)
  const times = { startsAt: startOfTime - 10, expiresAt: startOfTime + 5000 }
  node.chain.setGrant({ credentialId, consumer, purposeHash }, { ...times, fields, ...terms })
  const earlier = node.store.findEnvelope(credentialId, consumer, purposeHash)
  const revision = terms.revision ?? (earlier?.header.revision ?? 0) + 1
  const envelope = createTestEnvelope({ credentialId, recipient: consumer, purposeHash, revision, fields })
  node.store.putEnvelope(envelope)
  return envelope
}
