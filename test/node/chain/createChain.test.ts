import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { inspect } from 'node:util'
import { type Address, getAddress, type Hex, zeroHash } from 'viem'
import { ChainUnavailableError } from '../../../offchain/node/chain/ChainUnavailableError.ts'
import { createChain, type HaltableChain } from '../../../offchain/node/chain/createChain.ts'
import { createRpc } from '../../../offchain/node/chain/rpc.ts'
import { purposeHashOf } from '../../../sdk/typedData/hashes.ts'
import { type AnvilChain, startAnvil } from '../../support/chainAnvil.ts'
import { createTestClock } from '../../support/chainClock.ts'
import { startHardhat } from '../../support/chainHardhat.ts'
import { startChainProxy } from '../../support/chainProxy.ts'
import { deployRegistry, type TestRegistry } from '../../support/chainRegistry.ts'

const purpose = 'dpv:IdentityVerification'
const purposeHash = purposeHashOf(purpose)

const unavailable = (code: string) => (error: unknown) => {
  assert.ok(error instanceof ChainUnavailableError, inspect(error))
  assert.equal(error.code, code, inspect(error))
  return true
}

describe('createChain', () => {
  let anvil: AnvilChain
  let registry: TestRegistry
  let proxy: Awaited<ReturnType<typeof startChainProxy>>
  let credentialId: Hex
  let consumer: Address

  before(async () => {
    anvil = await startAnvil()
    registry = await deployRegistry(anvil.url)
    proxy = await startChainProxy(anvil.url)
    consumer = registry.accounts.consumer.address
    credentialId = (await registry.issue()).credentialId
    await registry.grant(credentialId, consumer, purpose)
  })
  after(async () => {
    await proxy[Symbol.asyncDispose]()
    await anvil[Symbol.asyncDispose]()
  })

  /** A chain of its own memory behind the proxy, which answers honestly until told otherwise. */
  function connect(options: { timeoutMs?: number; registry?: Address; chainId?: bigint } = {}) {
    const clock = createTestClock()
    proxy.fault = undefined
    proxy.target = anvil.url
    proxy.status = 200
    proxy.requests.length = 0
    const rpc = createRpc({ url: proxy.url, ...(options.timeoutMs && { timeoutMs: options.timeoutMs }) })
    const chain = createChain({ rpc, chainId: 31337n, registry: registry.address, clock, ...options })
    return { chain, clock, query: { credentialId, consumer, purposeHash, actor: consumer } }
  }

  /** Whatever is asked of the chain is refused with this code. */
  async function assertRefuses(
    { chain, query }: { chain: HaltableChain; query: Parameters<HaltableChain['accessOf']>[0] },
    code: string,
  ) {
    await assert.rejects(chain.accessOf(query), unavailable(code))
    await assert.rejects(chain.credentialState(query.credentialId), unavailable(code))
    await assert.rejects(chain.head(), unavailable(code))
  }

  describe('accessOf', () => {
    it('B1: is read at one block, named by number, hash and time', async () => {
      const { chain, query } = connect()
      const head = await anvil.client.getBlock()
      const access = await chain.accessOf(query)
      assert.deepEqual(access.block, { number: head.number, hash: head.hash, timestamp: Number(head.timestamp) })
      assert.equal(access.fields, 3n)
      assert.equal(access.owner, registry.accounts.owner.address)
      assert.equal(access.status, 'active')
      assert.equal(access.actorMayAct, true)
      assert.equal(access.grant.revision, 1)
      const call = proxy.requests.find(({ method }) => method === 'eth_call')
      assert.deepEqual(call?.params[1], { blockHash: head.hash, requireCanonical: true })
    })

    it('knows an owner and no grant, and an id that is nobody’s', async () => {
      const { chain, query } = connect()
      const stranger = await chain.accessOf({ ...query, consumer: registry.accounts.issuer.address })
      assert.deepEqual([stranger.fields, stranger.grant.revision, stranger.actorMayAct], [0n, 0, false])
      const unknown = await chain.accessOf({ ...query, credentialId: zeroHash })
      assert.deepEqual([unknown.fields, unknown.status], [0n, 'none'])
    })

    it('B1: the block after a revocation shows it', async () => {
      const { chain, query } = connect()
      const other = { ...query, purposeHash: purposeHashOf('other') }
      await registry.grant(credentialId, consumer, 'other')
      assert.equal((await chain.accessOf(other)).fields, 3n)
      await registry.revoke(credentialId, consumer, 'other')
      assert.equal((await chain.accessOf(other)).fields, 0n)
    })

    it('credentialState and head come from the same call', async () => {
      const { chain } = connect()
      const state = await chain.credentialState(credentialId)
      assert.deepEqual(
        { owner: state.owner, status: state.status, epoch: state.epoch },
        { owner: registry.accounts.owner.address, status: 'active', epoch: 0 },
      )
      assert.equal((await chain.head()).hash, (await anvil.client.getBlock()).hash)
    })
  })

  describe('B11: an answer that is none', () => {
    const malformed: Record<string, unknown> = {
      'an empty body': '',
      HTML: '<html><body>502 Bad Gateway</body></html>',
      'truncated JSON': '{"jsonrpc":"2.0","id":1,"result":"0x00',
      null: 'null',
      'a list': '[]',
      'no result': (id: number) => ({ jsonrpc: '2.0', id }),
      'a null result': (id: number) => ({ jsonrpc: '2.0', id, result: null }),
      'another id': (id: number) => ({ jsonrpc: '2.0', id: id + 1, result: '0x' }),
      'an id that is text': (id: number) => ({ jsonrpc: '2.0', id: String(id), result: '0x' }),
      'no version': (id: number) => ({ id, result: '0x' }),
      'an error': (id: number) => ({ jsonrpc: '2.0', id, error: { code: -32000, message: 'header not found' } }),
      'an error beside a result': (id: number) => ({
        jsonrpc: '2.0',
        id,
        result: '0x',
        error: { code: 1, message: '' },
      }),
      'a result that is no hex': (id: number) => ({ jsonrpc: '2.0', id, result: 'yes' }),
      'a result that is true': (id: number) => ({ jsonrpc: '2.0', id, result: true }),
      'a result of odd length': (id: number) => ({ jsonrpc: '2.0', id, result: '0x123' }),
      'a result too short': (id: number) => ({ jsonrpc: '2.0', id, result: `0x${'00'.repeat(100)}` }),
    }
    for (const [name, answer] of Object.entries(malformed)) {
      for (const method of ['eth_getBlockByNumber', 'eth_call']) {
        it(`${name} to ${method} is CHAIN_ANSWER_INVALID`, async () => {
          const connection = connect()
          proxy.fault = (request, forward) => {
            if (request.method !== method) return forward()
            return typeof answer === 'function' ? answer(request.id) : answer
          }
          await assertRefuses(connection, 'CHAIN_ANSWER_INVALID')
          proxy.fault = undefined
          assert.equal((await connection.chain.accessOf(connection.query)).fields, 3n)
        })
      }
    }

    it('an empty call result, where the contract is there, is CHAIN_ANSWER_INVALID', async () => {
      const connection = connect()
      proxy.fault = ({ id, method }, forward) =>
        method === 'eth_call' ? { jsonrpc: '2.0', id, result: '0x' } : forward()
      await assertRefuses(connection, 'CHAIN_ANSWER_INVALID')
    })

    for (const status of [301, 401, 404, 429, 500, 503]) {
      it(`HTTP ${status} is CHAIN_UNREACHABLE`, async () => {
        const connection = connect()
        proxy.status = status
        await assertRefuses(connection, 'CHAIN_UNREACHABLE')
      })
    }

    it('an answer for another block, time or contract is CHAIN_ANSWER_INCONSISTENT', async () => {
      // `Access` ends with blockNumber, blockTimestamp, chainId, registry.
      for (const word of ['blockNumber', 'blockTimestamp', 'registry'] as const) {
        const connection = connect()
        proxy.fault = async (request, forward) => {
          const answer = await forward()
          if (request.method !== 'eth_call') return answer
          const words = String(answer.result).slice(2).match(/.{64}/g) ?? []
          const at = words.length - { blockNumber: 4, blockTimestamp: 3, registry: 1 }[word]
          words[at] = `${'0'.repeat(60)}abcd`
          return { ...answer, result: `0x${words.join('')}` }
        }
        await assertRefuses(connection, 'CHAIN_ANSWER_INCONSISTENT')
      }
    })

    it('an unknown credential status is CHAIN_ANSWER_INVALID', async () => {
      const connection = connect()
      proxy.fault = async (request, forward) => {
        const answer = await forward()
        const status = `${'0'.repeat(63)}1`
        const changed = String(answer.result).replace(status, `${'0'.repeat(63)}9`)
        return request.method === 'eth_call' ? { ...answer, result: changed } : answer
      }
      await assert.rejects(
        connection.chain.accessOf({ ...connection.query, consumer: registry.accounts.issuer.address }),
        unavailable('CHAIN_ANSWER_INVALID'),
      )
    })
  })

  describe('B12: a chain that does not answer', () => {
    for (const hang of ['hang', 'hang-body'] as const) {
      it(`${hang}: CHAIN_UNREACHABLE within the timeout, and recovers by itself`, async () => {
        const connection = connect({ timeoutMs: 150 })
        proxy.fault = () => hang
        const started = performance.now()
        await assert.rejects(connection.chain.accessOf(connection.query), unavailable('CHAIN_UNREACHABLE'))
        assert.ok(performance.now() - started < 400, 'one deadline for the whole read')
        proxy.fault = undefined
        assert.equal((await connection.chain.accessOf(connection.query)).fields, 3n)
      })
    }

    it('answers within 2 s by default', async () => {
      const connection = connect()
      proxy.fault = ({ method }, forward) => (method === 'eth_call' ? 'hang' : forward())
      const started = performance.now()
      await assert.rejects(connection.chain.accessOf(connection.query), unavailable('CHAIN_UNREACHABLE'))
      assert.ok(performance.now() - started < 2_300)
    })

    it('a connection cut once is tried again; cut always, it is CHAIN_UNREACHABLE', async () => {
      const connection = connect()
      let cuts = 0
      proxy.fault = (_, forward) => {
        cuts += 1
        return cuts === 1 ? 'reset' : forward()
      }
      assert.equal((await connection.chain.accessOf(connection.query)).fields, 3n)
      proxy.fault = () => 'reset'
      await assertRefuses(connection, 'CHAIN_UNREACHABLE')
    })

    it('H3: no error holds the RPC URL', async () => {
      const registryAddress = registry.address
      const urls = [
        'http://127.0.0.1:9/v3/SECRETKEY',
        'http://SECRETKEY.invalid/',
        'http://user:SECRETKEY@127.0.0.1:9/',
      ]
      for (const url of urls) {
        const chain = createChain({
          rpc: createRpc({ url }),
          chainId: 31337n,
          registry: registryAddress,
          clock: createTestClock(),
        })
        await assert.rejects(chain.head(), (error) => {
          unavailable('CHAIN_UNREACHABLE')(error)
          assert.doesNotMatch(inspect(error, { depth: 10, showHidden: true }), /SECRETKEY/i)
          return true
        })
      }
      assert.throws(
        () => createRpc({ url: 'SECRETKEY' }),
        (error: Error) => !/SECRETKEY/.test(inspect(error)),
      )
    })
  })

  it('B13: an answer of another chain id is CHAIN_ID_MISMATCH', async () => {
    await using other = await startAnvil(['--chain-id', '4242'])
    const elsewhere = await deployRegistry(other.url).catch(() => undefined)
    assert.equal(elsewhere?.address ?? registry.address, registry.address)
    const connection = connect()
    await connection.chain.head()
    proxy.target = other.url
    await assertRefuses(connection, 'CHAIN_ID_MISMATCH')
  })

  it('B14: no contract at the address is CHAIN_NO_CODE', async () => {
    await assertRefuses(
      connect({ registry: getAddress('0x00000000000000000000000000000000000000aa') }),
      'CHAIN_NO_CODE',
    )
  })

  describe('B8, B20: a head that is too old', () => {
    it('by the wall clock is CHAIN_STALE, one second past maxHeadAge and not before', async () => {
      const connection = connect()
      await anvil.mine()
      const { timestamp } = await connection.chain.head()
      connection.clock.now = () => timestamp + 60
      await connection.chain.head()
      connection.clock.now = () => timestamp + 61
      await assertRefuses(connection, 'CHAIN_STALE')
      connection.clock.now = () => timestamp
      await connection.chain.head()
    })

    it('by the monotonic clock is CHAIN_STALE, though the chain’s own clock runs ahead; a new block ends it', async () => {
      const connection = connect()
      await connection.chain.head()
      connection.clock.now = () => 0
      await connection.chain.head()
      connection.clock.monotonicOffset = 61_000
      await assertRefuses(connection, 'CHAIN_STALE')
      await anvil.mine()
      await connection.chain.head()
    })
  })

  describe('B9: a head that goes back', () => {
    /** Answers with the block `behind` below the newest, as a node that lags does. */
    const lag = (behind: bigint) => {
      proxy.fault = async (request, forward) => {
        if (request.method !== 'eth_getBlockByNumber' || request.params[0] !== 'latest') return forward()
        const newest = await anvil.client.getBlockNumber()
        return forward({ ...request, params: [`0x${(newest - behind).toString(16)}`, false] })
      }
    }

    it('is refused by one block as by many, and accepted again when it has caught up', async () => {
      await anvil.mine(10)
      for (const behind of [1n, 7n, 9n]) {
        const connection = connect()
        await connection.chain.head()
        await anvil.mine(1)
        await connection.chain.head()
        lag(behind)
        await assertRefuses(connection, 'CHAIN_WENT_BACK')
        proxy.fault = undefined
        await connection.chain.head()
      }
    })

    it('is asked once more, since the next node may have the newest block', async () => {
      const connection = connect()
      await connection.chain.head()
      lag(1n)
      const lagging = proxy.fault
      let answers = 0
      proxy.fault = (request, forward) => {
        if (request.params[0] === 'latest') answers += 1
        return answers === 1 ? lagging?.(request, forward) : forward()
      }
      assert.equal((await connection.chain.head()).number, await anvil.client.getBlockNumber())
      assert.equal(answers, 2)
    })

    it('a revocation that was seen stays seen by a node that lags behind it', async () => {
      const connection = connect()
      const query = { ...connection.query, purposeHash: purposeHashOf('lagging') }
      await registry.grant(credentialId, consumer, 'lagging')
      await registry.revoke(credentialId, consumer, 'lagging')
      assert.equal((await connection.chain.accessOf(query)).fields, 0n)
      lag(1n)
      await assert.rejects(connection.chain.accessOf(query), unavailable('CHAIN_WENT_BACK'))
    })

    it('B3, B4: a reorganisation is followed, at the same height and at a lower one', async () => {
      const connection = connect()
      const query = { ...connection.query, purposeHash: purposeHashOf('reorganised') }
      await registry.grant(credentialId, consumer, 'reorganised')
      assert.equal((await connection.chain.accessOf(query)).fields, 3n)
      await anvil.reorganise(1)
      const height = await anvil.client.getBlockNumber()
      assert.equal((await connection.chain.accessOf(query)).fields, 0n)

      const heads = [await connection.chain.head()]
      for (let n = 0; n < 3; n += 1) {
        await anvil.mine()
        heads.push(await connection.chain.head())
      }
      await anvil.rollBack(2)
      await assert.rejects(connection.chain.head(), unavailable('CHAIN_WENT_BACK'))
      await anvil.rollBack(1)
      await anvil.client.setNextBlockTimestamp({ timestamp: BigInt((heads[3]?.timestamp ?? 0) + 5) })
      await anvil.mine()
      const head = await connection.chain.head()
      assert.equal(head.number, height + 1n)
      assert.notEqual(head.hash, heads[1]?.hash)
    })
  })

  it('halted, it refuses everything with the reason', async () => {
    const connection = connect()
    await connection.chain.head()
    connection.chain.halt(new ChainUnavailableError('INDEX_HISTORY_LOST'))
    await assertRefuses(connection, 'INDEX_HISTORY_LOST')
  })
})

describe('createChain on Hardhat', () => {
  it('reads accessOf pinned to a block hash', async () => {
    await using hardhat = await startHardhat()
    const registry = await deployRegistry(hardhat.url)
    const { credentialId } = await registry.issue()
    const consumer = registry.accounts.consumer.address
    await registry.grant(credentialId, consumer, purpose)
    const chain = createChain({
      rpc: createRpc({ url: hardhat.url }),
      chainId: 31337n,
      registry: registry.address,
      clock: createTestClock(),
    })
    const access = await chain.accessOf({ credentialId, consumer, purposeHash, actor: consumer })
    assert.equal(access.fields, 3n)
    assert.equal(access.block.number, await registry.client.getBlockNumber())
  })
})
