import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Address, getAddress, type PrivateKeyAccount, zeroHash } from 'viem'
import { type AppDependencies, createApp } from '../../offchain/node/app.ts'
import type { Settings } from '../../offchain/node/domain/settings.ts'
import { verifyLoginSignature } from '../../offchain/node/domain/verifyLoginSignature.ts'
import { createLogger } from '../../offchain/node/logger.ts'
import type { Clock, ReceiptHistory, Store } from '../../offchain/node/ports.ts'
import { openNodeKey } from '../../offchain/node/receipts/nodeKey.ts'
import { createReceiptLog } from '../../offchain/node/receipts/receiptLog.ts'
import { openStore } from '../../offchain/node/store/sqlite/openStore.ts'
import { createFakeChain, type FakeChain } from './fakeChain.ts'

export const startOfTime = 1_800_000_000

export const testSettings: Settings = {
  // Not where the tests' server listens: what a request says of itself must not matter.
  publicUrl: { origin: 'https://node.example', host: 'node.example' },
  chainId: 31337n,
  registry: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  directory: '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512',
  schemaRegistry: '0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0',
  version: '0.0.0',
  sessionLifetime: 900,
  nonceLifetime: 300,
  maxNonces: 4,
  maxServeSeconds: 30,
  maxHeadAge: 60,
}

export type CallOptions = {
  readonly token?: string | undefined
  readonly headers?: Readonly<Record<string, string>>
  /** JSON, text as it is, or bytes. */
  readonly body?: unknown
}
export type CallAnswer = {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Readonly<Record<string, unknown>>
  readonly bytes: Uint8Array
}

export type TestNode = AsyncDisposable & {
  readonly url: string
  readonly store: Store & ReceiptHistory
  readonly chain: FakeChain
  readonly settings: Settings
  readonly time: { now: number }
  readonly log: string[]
  readonly syncs: { count: number; action: () => void }
  readonly call: (method: string, path: string, options?: CallOptions) => Promise<CallAnswer>
  readonly signIn: (account: PrivateKeyAccount) => Promise<string>
}

/** The app over a real server and a real store; chain and clock are the test's. */
export async function startTestNode(
  options: { settings?: Partial<Settings>; dependencies?: Partial<AppDependencies>; directory?: string } = {},
): Promise<TestNode> {
  await using started = new AsyncDisposableStack()
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'grantkeep-test-')))
  if (!options.directory) started.defer(() => rm(directory, { recursive: true, force: true }))
  const settings = { ...testSettings, ...options.settings }
  const { chainId, registry } = settings
  const identity = { chainId: testSettings.chainId, registry: testSettings.registry, deploymentBlockHash: zeroHash }
  const store = started.use(openStore({ path: join(directory, 'node.db'), identity }))
  const time = { now: startOfTime }
  const clock: Clock = { now: () => time.now, monotonic: () => performance.now() }
  const chain = createFakeChain(startOfTime)
  const log: string[] = []
  const syncs = { count: 0, action: () => {} }
  const key = await openNodeKey(directory)
  const receipts = createReceiptLog({ store, key })
  const app = createApp({
    chain,
    clock,
    indexer: {
      sync: async () => {
        syncs.count += 1
        syncs.action()
      },
    },
    logger: createLogger({ level: 'trace', destination: { write: (line) => void log.push(line) } }),
    node: key.node,
    receipts,
    settings,
    store,
    verifyLogin: verifyLoginSignature,
    ...options.dependencies,
  })
  const server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  started.defer(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const call: TestNode['call'] = (method, path, callOptions = {}) => callNode(url, method, path, callOptions)
  const signIn = async (account: PrivateKeyAccount) => {
    const challenge = await call('POST', '/v1/auth/nonce', { body: { address: account.address } })
    const message = loginMessage({ ...challenge.json, address: account.address, chainId: `${chainId}`, now: time.now })
    const signature = await account.signMessage({ message })
    const { json } = await call('POST', '/v1/auth/session', { body: { message, signature } })
    if (typeof json.token !== 'string') throw new Error(`Not signed in: ${JSON.stringify(json)} ${registry}`)
    return json.token
  }
  const running = started.move()
  const dispose = () => running.disposeAsync()
  return { url, store, chain, settings, time, log, syncs, call, signIn, [Symbol.asyncDispose]: dispose }
}

export async function callNode(
  url: string,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<CallAnswer> {
  const { token, body } = options
  const raw = body instanceof Uint8Array
  const headers = {
    ...(body === undefined ? {} : { 'content-type': raw ? 'application/octet-stream' : 'application/json' }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...options.headers,
  }
  const sent =
    body === undefined
      ? {}
      : { body: raw ? new Uint8Array(body) : typeof body === 'string' ? body : JSON.stringify(body) }
  const response = await fetch(url + path, { method, headers, redirect: 'manual', ...sent })
  const bytes = new Uint8Array(await response.arrayBuffer())
  const text = new TextDecoder().decode(bytes)
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  return { status: response.status, headers: response.headers, text, bytes, json: isJson ? JSON.parse(text) : {} }
}

/** A sign-in message written out by hand, every part of which a test can change. */
export function loginMessage(parts: {
  readonly address: Address | string
  readonly now: number
  readonly domain?: unknown
  readonly statement?: unknown
  readonly uri?: unknown
  readonly version?: string
  readonly chainId?: unknown
  readonly nonce?: unknown
  readonly issuedAt?: string
  readonly expirationTime?: string | null
  readonly tail?: string
}): string {
  const { address, now, version = '1', tail = '' } = parts
  const { issuedAt = isoTime(now), expirationTime = isoTime(now + 300) } = parts
  return `${parts.domain} wants you to sign in with your Ethereum account:
${address}

${parts.statement}

URI: ${parts.uri}
Version: ${version}
Chain ID: ${parts.chainId}
Nonce: ${parts.nonce}
Issued At: ${issuedAt}${expirationTime === null ? '' : `\nExpiration Time: ${expirationTime}`}${tail}`
}

export function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}

/** `0x00…01`, and so on: addresses that a reader can tell apart. */
export function addressOf(number: number): Address {
  return getAddress(`0x${number.toString(16).padStart(40, '0')}`)
}
