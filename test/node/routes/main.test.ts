import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, describe, it } from 'node:test'
import type { Hex } from 'viem'
import { toWire } from '../../../sdk/crypto/canonicalJson.ts'
import { verifyReceipt } from '../../../sdk/receipts/verifyReceipt.ts'
import { credentialIdOf, envelopeHashOf, purposeHashOf } from '../../../sdk/typedData/hashes.ts'
import { typedDataTypes } from '../../../sdk/typedData/types.ts'
import { release as releaseSchema } from '../../../sdk/wire/release.ts'
import { startHardhat } from '../../support/chainHardhat.ts'
import { deployRegistry, type TestRegistry } from '../../support/chainRegistry.ts'
import { createTestCredential, createTestEnvelope } from '../../support/testCredential.ts'
import { callNode, loginMessage } from '../../support/testNode.ts'

const main = `${import.meta.dirname}/../../../offchain/node/main.ts`
const purpose = 'dpv:IdentityVerification'

type NodeProcess = {
  readonly child: ChildProcess
  readonly url: string
  readonly node: Hex
  readonly output: () => string
}

describe('main.ts', () => {
  let chain: Awaited<ReturnType<typeof startHardhat>>
  let registry: TestRegistry
  let directory: string
  let environment: Record<string, string>
  const started = new AsyncDisposableStack()

  before(async () => {
    chain = started.use(await startHardhat('node'))
    registry = await deployRegistry(chain.url)
    directory = await mkdtemp(join(tmpdir(), 'grantkeep-main-'))
    started.defer(() => rm(directory, { recursive: true, force: true }))
    environment = {
      PATH: process.env.PATH ?? '',
      GRANTKEEP_RPC_URL: `${chain.url}/rpc-secret-path?apikey=rpc-secret-key`,
      GRANTKEEP_CHAIN_ID: '31337',
      GRANTKEEP_REGISTRY: registry.address,
      GRANTKEEP_DIRECTORY: registry.address,
      GRANTKEEP_SCHEMA_REGISTRY: registry.address,
      GRANTKEEP_DATA_DIR: directory,
      GRANTKEEP_PORT: '0',
      GRANTKEEP_POLL_INTERVAL_MS: '100',
    }
  })
  after(() => started.disposeAsync())

  function run(changes: Record<string, string | undefined> = {}): { child: ChildProcess; output: () => string } {
    const child = spawn(process.execPath, [main], {
      env: { ...environment, ...changes },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    started.defer(() => void child.kill('SIGKILL'))
    let output = ''
    child.stderr?.setEncoding('utf8').on('data', (part) => {
      output += part
    })
    return { child, output: () => output }
  }

  async function start(changes: Record<string, string | undefined> = {}): Promise<NodeProcess> {
    const { child, output } = run(changes)
    if (!child.stdout) throw new Error('no stdout')
    for await (const line of createInterface(child.stdout)) {
      const { event, url, node } = JSON.parse(line)
      assert.equal(event, 'ready')
      return { child, url, node, output }
    }
    throw new Error(`The node did not start: ${output()}`)
  }

  async function exitOf(child: ChildProcess): Promise<number | null> {
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    return child.exitCode
  }

  async function fails(changes: Record<string, string | undefined>): Promise<string> {
    const { child, output } = run(changes)
    const [code] = await once(child, 'close')
    assert.equal(code, 1, output())
    return output()
  }

  async function signIn(url: string, account: TestRegistry['accounts']['owner']): Promise<string> {
    const { json } = await callNode(url, 'POST', '/v1/auth/nonce', { body: { address: account.address } })
    const message = loginMessage({ ...json, address: account.address, now: Math.floor(Date.now() / 1000) })
    const signature = await account.signMessage({ message })
    const answer = await callNode(url, 'POST', '/v1/auth/session', { body: { message, signature } })
    assert.equal(answer.status, 200, answer.text)
    return String(answer.json.token)
  }

  it('H3: serves one credential from upload to revocation, and its log has nothing of it', async () => {
    const node = await start()
    const { owner, issuer, consumer } = registry.accounts
    const made = await createTestCredential({ owner: owner.address, issuer: issuer.address })
    const now = await registry.now()
    const permit = {
      owner: owner.address,
      issuer: issuer.address,
      schemaId: made.credential.schemaId,
      nonce: 77n,
      deadline: 0xffff_ffff,
    }
    const domain = { name: 'Grantkeep', version: '1', chainId: 31337, verifyingContract: registry.address }
    const signature = await owner.signTypedData({
      domain,
      types: typedDataTypes,
      primaryType: 'IssuancePermit',
      message: permit,
    })
    // The registry's clock is today's; the fixture's credential is of a fixed time.
    const credential = { ...made.credential, issuedAt: now - 10, expiresAt: now + 100_000 }
    const credentialId = credentialIdOf(credential)
    await registry.write(issuer, 'issueCredential', [
      credential,
      { signer: owner.address, nonce: 77n, deadline: 0xffff_ffff, signature },
    ])

    const tokens = {
      issuer: await signIn(node.url, issuer),
      owner: await signIn(node.url, owner),
      consumer: await signIn(node.url, consumer),
    }
    const header = { ...made.upload.envelope.header, credentialId, registry: registry.address }
    const upload = { ...made.upload, credential, envelope: { ...made.upload.envelope, header } }
    const put = (path: string, body: unknown, token?: string) =>
      callNode(node.url, 'PUT', `/v1/credentials/${credentialId}${path}`, { token, body })
    assert.equal((await put('', toWire(upload), tokens.issuer)).status, 201)
    for (const [field, list] of made.chunks.entries()) {
      for (const [chunk, body] of list.entries())
        assert.equal((await put(`/fields/${field}/chunks/${chunk}`, body, tokens.issuer)).status, 204)
    }

    const grantKey = { credentialId, recipient: consumer.address, purposeHash: purposeHashOf(purpose) }
    const sealed = createTestEnvelope({ ...grantKey, revision: 1, fields: 0b101n })
    const envelope = { ...sealed, header: { ...sealed.header, registry: registry.address } }
    await registry.grant(credentialId, consumer.address, purpose, {
      fields: 0b101n,
      envelopeHash: envelopeHashOf(envelope.header),
    })
    const envelopePath = `/envelopes/${consumer.address}/${grantKey.purposeHash}`
    // At once after the transaction: the node brings its index to the head.
    assert.equal((await put(envelopePath, toWire(envelope))).status, 200)

    const ask = (fields: string, url = node.url) =>
      callNode(url, 'POST', '/v1/releases', {
        token: tokens.consumer,
        body: { credentialId, consumer: consumer.address, purpose, fields },
      })
    const answer = await ask('0x5')
    assert.equal(answer.status, 200, answer.text)
    const release = releaseSchema.parse(answer.json)
    assert.equal(await verifyReceipt(release.receipt, { node: node.node }), release.releaseId)
    const chunk = await callNode(node.url, 'GET', `/v1/releases/${release.releaseId}/fields/2/chunks/1`, {
      token: tokens.consumer,
    })
    assert.deepEqual(chunk.bytes, new Uint8Array(made.chunks[2]?.[1] ?? []))
    assert.equal((await ask('0x7')).json.code, 'FIELD_NOT_GRANTED')

    // Killed and started again on the same data, it knows all that it acknowledged.
    node.child.kill('SIGKILL')
    await exitOf(node.child)
    const again = await start({ GRANTKEEP_PORT: new URL(node.url).port })
    assert.equal(again.node, node.node)
    assert.equal((await ask('0x5', again.url)).status, 200)
    const receipts = await callNode(again.url, 'GET', '/v1/receipts', { token: tokens.owner })
    assert.equal((receipts.json.items as unknown[]).length, 3)

    await registry.revoke(credentialId, consumer.address, purpose)
    assert.equal((await ask('0x5', again.url)).json.code, 'ACCESS_GRANT_REVOKED')
    const late = await callNode(again.url, 'GET', `/v1/releases/${release.releaseId}/fields/0/chunks/0`, {
      token: tokens.consumer,
    })
    assert.equal(late.json.code, 'ACCESS_GRANT_REVOKED')

    again.child.kill('SIGTERM')
    assert.equal(await exitOf(again.child), 0)
    const log = node.output() + again.output()
    assert.ok(log.includes('"msg":"answered"'))
    const secrets = [
      ...Object.values(tokens),
      ...[owner, issuer, consumer].map(({ address }) => address),
      credentialId,
      release.releaseId,
      made.upload.jwt,
      envelope.share,
      made.upload.envelope.share,
      signature,
      purpose,
      ...made.upload.commitments,
      'rpc-secret',
    ].flatMap((secret) => [secret, secret.toLowerCase()])
    for (const secret of secrets) assert.equal(log.includes(secret), false, secret)
    // Nor do they wait on the disk, in what can be read of a token.
    for (const file of await readdir(directory)) {
      const bytes = await readFile(join(directory, file), 'latin1')
      for (const token of Object.values(tokens)) assert.equal(bytes.includes(token), false, file)
    }
  })

  it('D25: ends what it is doing on SIGTERM, and exits with 0', async () => {
    const node = await start()
    const token = await signIn(node.url, registry.accounts.owner)
    const inProgress = Array.from({ length: 32 }, () => callNode(node.url, 'GET', '/v1/events', { token }))
    const startedAt = performance.now()
    node.child.kill('SIGTERM')
    const answers = await Promise.allSettled(inProgress)
    // Answered in full, or never taken: nothing is cut off in between.
    for (const answer of answers) if (answer.status === 'fulfilled') assert.equal(answer.value.status, 200)
    assert.equal(await exitOf(node.child), 0)
    assert.ok(performance.now() - startedAt < 10_000)
    await assert.rejects(fetch(`${node.url}/healthz`))
  })

  it('says that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const output = await fails({ GRANTKEEP_PORT: String(port) })
    assert.match(output, new RegExp(`^PORT_TAKEN: 127.0.0.1:${port} is in use`))
    other.close()
  })

  it('H11: says what is wrong with its configuration, and nothing of the RPC’s secrets', async () => {
    const output = await fails({ GRANTKEEP_REGISTERY: '0x', GRANTKEEP_CHAIN_ID: undefined })
    assert.match(
      output,
      /^CONFIG_INVALID: .*\n {2}GRANTKEEP_REGISTERY: .*did you mean GRANTKEEP_REGISTRY\?\n {2}GRANTKEEP_CHAIN_ID: is required/,
    )
    assert.doesNotMatch(output, /rpc-secret|at file:/)
  })

  it('B13, B14: does not start on another chain, or without the registry', async () => {
    assert.match(await fails({ GRANTKEEP_CHAIN_ID: '1' }), /^CHAIN_ID_MISMATCH: /)
    assert.match(await fails({ GRANTKEEP_REGISTRY: registry.accounts.owner.address }), /^CHAIN_NO_CODE: /)
    const unreachable = await fails({
      GRANTKEEP_RPC_URL: 'http://127.0.0.1:9/rpc-secret-path',
      GRANTKEEP_RPC_TIMEOUT_MS: '500',
    })
    assert.match(unreachable, /^CHAIN_UNREACHABLE: /)
    assert.doesNotMatch(unreachable, /rpc-secret/)
  })
})
