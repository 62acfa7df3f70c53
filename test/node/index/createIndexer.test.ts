import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import Sqlite from 'better-sqlite3'
import { concatHex, encodeFunctionData, type Hex, keccak256, numberToHex, padHex, size, toHex } from 'viem'
import { grantRegistryAbi } from '../../../sdk/abis/grantRegistry.ts'
import { toWire } from '../../../sdk/crypto/canonicalJson.ts'
import { purposeHashOf } from '../../../sdk/typedData/hashes.ts'
import { grantPage, requestPage } from '../../../sdk/wire/history.ts'
import { startAnvil } from '../../support/chainAnvil.ts'
import { startHardhat } from '../../support/chainHardhat.ts'
import { startChainProxy } from '../../support/chainProxy.ts'
import { deployRegistry } from '../../support/chainRegistry.ts'
import { listsOf, startIndex } from './fixtures.ts'

const purpose = 'dpv:IdentityVerification'

describe('createIndexer', () => {
  it('tells requests, grants and events of their parties, and grants as the contract stores them', async () => {
    await using anvil = await startAnvil()
    const registry = await deployRegistry(anvil.url)
    const { owner, consumer, issuer } = registry.accounts
    const { credentialId, credential } = await registry.issue()
    const open = await registry.open()
    const rejected = await registry.open()
    await registry.write(owner, 'rejectRequest', [rejected.request, 2])
    const cancelled = await registry.open()
    await registry.write(consumer, 'cancelRequest', [cancelled.request])
    const envelopeHash = keccak256(toHex('envelope'))
    await registry.grant(credentialId, consumer.address, purpose, { uses: 3, envelopeHash })
    await registry.use(credentialId, purpose)
    await registry.grant(credentialId, consumer.address, 'revoked')
    await registry.revoke(credentialId, consumer.address, 'revoked')

    await using index = await startIndex({ url: anvil.url, registry })
    await index.indexer.sync()
    assert.deepEqual(index.store.head()?.number, await anvil.client.getBlockNumber())

    const requests = index.store.listRequests(owner.address, undefined, 10).items
    assert.deepEqual(
      requests.map(({ requestId, status, reason }) => [requestId, status, reason]),
      [
        [cancelled.requestId, 'cancelled', undefined],
        [rejected.requestId, 'rejected', 2],
        [open.requestId, 'open', undefined],
      ],
    )
    assert.deepEqual(requests[2]?.request, open.request)
    assert.deepEqual(index.store.listRequests(consumer.address, undefined, 10).items, requests)
    assert.deepEqual(index.store.listRequests(issuer.address, undefined, 10).items, [])

    const [revoked, used] = index.store.listGrants(consumer.address, undefined, 10).items
    const slot = await registry.grantOf(credentialId, consumer.address, purpose)
    assert.deepEqual(
      [used?.purpose, used?.terms?.fields, used?.terms?.uses, used?.usesLeft, used?.lastUsedAt, used?.revision],
      [purpose, 3n, 3, slot.usesLeft, slot.lastUsedAt, slot.revision],
    )
    assert.equal(slot.usesLeft, 2)
    assert.deepEqual([revoked?.purpose, revoked?.terms, revoked?.revision], ['revoked', undefined, 2])
    assert.ok((revoked?.revokedAt ?? 0) > 0)

    const key = { credentialId, recipient: consumer.address, purposeHash: purposeHashOf(purpose) }
    assert.deepEqual(index.store.findApprovedEnvelope(envelopeHash, key), { revision: 1 })
    const issued = index.store.listEvents(issuer.address, undefined, 10).items
    assert.deepEqual(
      issued.map(({ name, args }) => [name, args.salt, args.expiresAt]),
      [['CredentialIssued', credential.salt, credential.expiresAt]],
    )
    const names = index.store.listEvents(owner.address, undefined, 50).items.map(({ name }) => name)
    assert.deepEqual(names.slice(0, 4), ['AccessRevoked', 'AccessGranted', 'AccessUsed', 'AccessGranted'])

    // What routes send is what the schemas of the wire take.
    requestPage.parse(toWire({ items: requests }))
    grantPage.parse(toWire(index.store.listGrants(owner.address, undefined, 10)))
  })

  it('a grant that its consumer renounced has ended, lock included, and its envelope is approved no more', async () => {
    await using anvil = await startAnvil()
    const registry = await deployRegistry(anvil.url)
    const { owner, consumer } = registry.accounts
    const { credentialId } = await registry.issue()
    const envelopeHash = keccak256(toHex('envelope'))
    const lockedUntil = (await registry.now()) + 1000
    await registry.grant(credentialId, consumer.address, purpose, { envelopeHash, lockedUntil, uses: 3 })
    await registry.use(credentialId, purpose)
    await using index = await startIndex({ url: anvil.url, registry })
    await index.indexer.sync()
    const key = { credentialId, recipient: consumer.address, purposeHash: purposeHashOf(purpose) }
    assert.deepEqual(index.store.findApprovedEnvelope(envelopeHash, key), { revision: 1 })

    await registry.renounce(credentialId, purpose)
    const renouncedAt = await registry.now()
    await registry.write(owner, 'cancelNonce', [7n])
    await index.indexer.sync()
    assert.equal(index.store.findApprovedEnvelope(envelopeHash, key), undefined)
    for (const party of [owner, consumer]) {
      const grants = index.store.listGrants(party.address, undefined, 10)
      assert.deepEqual(
        grants.items.map(({ position, ...entry }) => entry),
        [
          {
            credentialId,
            owner: owner.address,
            consumer: consumer.address,
            purpose,
            purposeHash: key.purposeHash,
            revokedAt: renouncedAt,
            revision: 2,
          },
        ],
      )
      grantPage.parse(toWire(grants))
    }
    const newest = (party: Hex) =>
      index.store.listEvents(party, undefined, 1).items.map(({ name, args }) => [name, args])
    assert.deepEqual(newest(owner.address), [['NonceCancelled', { signer: owner.address, nonce: '7' }]])
    assert.deepEqual(newest(consumer.address), [
      [
        'AccessRenounced',
        {
          credentialId,
          owner: owner.address,
          consumer: consumer.address,
          purposeHash: key.purposeHash,
          revision: 2,
        },
      ],
    ])
  })

  it('a stranger’s event that names an envelope’s hash does not approve the envelope', async () => {
    await using anvil = await startAnvil()
    const registry = await deployRegistry(anvil.url)
    const { consumer } = registry.accounts
    const envelopeHash = keccak256(toHex('envelope'))
    const [victim, own] = [await registry.issue(), await registry.issue()]
    await registry.grant(victim.credentialId, consumer.address, purpose)
    await registry.grant(own.credentialId, consumer.address, purpose, { envelopeHash })
    await using index = await startIndex({ url: anvil.url, registry })
    await index.indexer.sync()
    const header = { recipient: consumer.address, purposeHash: purposeHashOf(purpose) }
    const approved = (credentialId: Hex, hash = envelopeHash) =>
      index.store.findApprovedEnvelope(hash, { credentialId, ...header })
    assert.equal(approved(victim.credentialId), undefined)
    assert.deepEqual(approved(own.credentialId), { revision: 1 })

    await registry.grant(own.credentialId, consumer.address, purpose, { fields: 4n })
    await index.indexer.sync()
    assert.equal(approved(own.credentialId), undefined, 'a newer write approved another')
    assert.equal(index.store.everGranted(own.credentialId, consumer.address, header.purposeHash), 7n)
    await registry.grant(own.credentialId, consumer.address, purpose, { envelopeHash })
    await registry.revoke(own.credentialId, consumer.address, purpose)
    await index.indexer.sync()
    assert.equal(approved(own.credentialId), undefined, 'revoked')
    assert.equal(index.store.everGranted(victim.credentialId, consumer.address, purposeHashOf('other')), 0n)
  })

  it('a purpose that is no text of ours is known by its hash, and hides no other entry', async () => {
    await using anvil = await startAnvil()
    const registry = await deployRegistry(anvil.url)
    const { owner, consumer } = registry.accounts
    const { credentialId } = await registry.issue()
    const shown = await registry.open()
    await registry.open(consumer, 'line\u2028break\u0007')
    await registry.open(consumer, 'e\u0301')
    await registry.grant(credentialId, consumer.address, '\u0000')
    // Bytes that are no UTF-8, as only a contract or a hand-made call can send them.
    const raw: Hex = '0xff80'
    const terms = {
      fields: 1n,
      startsAt: 0,
      expiresAt: (await registry.now()) + 1000,
      lockedUntil: 0,
      uses: 65_535,
      epoch: 0,
      revision: 0,
      envelopeHash: keccak256(raw),
    }
    const args = [credentialId, consumer.address, '\u00ff', terms] as const
    const data = encodeFunctionData({ abi: grantRegistryAbi, functionName: 'grantAccess', args })
    const asText = concatHex([numberToHex(2, { size: 32 }), padHex('0xc3bf', { dir: 'right' })])
    const asBytes = concatHex([numberToHex(size(raw), { size: 32 }), padHex(raw, { dir: 'right' })])
    assert.ok(data.includes(asText.slice(2)))
    const hash = await registry.client.sendTransaction({
      account: owner,
      to: registry.address,
      data: data.replace(asText.slice(2), asBytes.slice(2)) as Hex,
    })
    assert.equal((await registry.client.waitForTransactionReceipt({ hash })).status, 'success')
    await registry.write(owner, 'revokeAccess', [credentialId, consumer.address, keccak256(raw)])

    await using index = await startIndex({ url: anvil.url, registry })
    await index.indexer.sync()
    const requests = index.store.listRequests(owner.address, undefined, 10)
    assert.deepEqual(
      requests.items.map(({ requestId }) => requestId),
      [shown.requestId],
    )
    const grants = index.store.listGrants(owner.address, undefined, 10)
    assert.deepEqual(
      grants.items.map(({ purpose: text, purposeHash, revision }) => [text, purposeHash, revision]),
      [
        [undefined, keccak256(raw), 2],
        [undefined, purposeHashOf('\u0000'), 1],
      ],
    )
    grantPage.parse(toWire(grants))
    requestPage.parse(toWire(requests))
  })

  it('a caller that comes during a run waits for one that sees its block', async () => {
    await using anvil = await startAnvil()
    const registry = await deployRegistry(anvil.url)
    await using proxy = await startChainProxy(anvil.url)
    await using index = await startIndex({ url: proxy.url, registry })
    const gate = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    proxy.fault = async (request, forward) => {
      const answer = await forward()
      if (request.params[0] === 'latest') {
        asked.resolve()
        await gate.promise
      }
      return answer
    }
    const early = index.indexer.sync()
    await asked.promise
    const { requestId } = await registry.open()
    const late = [index.indexer.sync(), index.indexer.sync()]
    gate.resolve()
    await early
    await Promise.all(late)
    const [request] = index.store.listRequests(registry.accounts.owner.address, undefined, 1).items
    assert.equal(request?.requestId, requestId)
  })

  it('follows a Hardhat chain', async () => {
    await using hardhat = await startHardhat()
    const registry = await deployRegistry(hardhat.url)
    await using index = await startIndex({ url: hardhat.url, registry })
    const { requestId } = await registry.open()
    await index.indexer.sync()
    const [request] = index.store.listRequests(registry.accounts.owner.address, undefined, 1).items
    assert.equal(request?.requestId, requestId)
  })

  describe('B18: logs that are missing', () => {
    it('left out of a range, they are found by the blocks’ blooms', async () => {
      await using anvil = await startAnvil()
      const registry = await deployRegistry(anvil.url)
      await using proxy = await startChainProxy(anvil.url)
      await using honest = await startIndex({ url: anvil.url, registry })
      await using index = await startIndex({ url: proxy.url, registry })
      for (let n = 0; n < 5; n += 1) await registry.open()
      proxy.fault = (request, forward) => {
        const [filter] = request.params as [{ fromBlock?: string }]
        if (request.method !== 'eth_getLogs' || filter.fromBlock === undefined) return forward()
        return { jsonrpc: '2.0', id: request.id, result: [] }
      }
      await Promise.all([index.indexer.sync(), honest.indexer.sync()])
      assert.equal(index.store.listRequests(registry.accounts.owner.address, undefined, 9).items.length, 5)
      assert.deepEqual(listsOf(index, registry), listsOf(honest, registry))
    })

    it('a node that limits ranges is asked for smaller ones', async () => {
      await using anvil = await startAnvil()
      const registry = await deployRegistry(anvil.url)
      await using proxy = await startChainProxy(anvil.url)
      await using index = await startIndex({ url: proxy.url, registry, keptBlocks: 20 })
      await registry.open()
      await anvil.mine(100)
      await registry.open()
      await anvil.mine(30)
      proxy.fault = ({ id, method, params }, forward) => {
        const [filter] = params as [{ fromBlock?: string; toBlock?: string }]
        if (method !== 'eth_getLogs' || filter.fromBlock === undefined) return forward()
        const length = Number(BigInt(filter.toBlock ?? '0x0') - BigInt(filter.fromBlock)) + 1
        return length > 10 ? { jsonrpc: '2.0', id, error: { code: -32005, message: 'too many blocks' } } : forward()
      }
      await index.indexer.sync()
      assert.equal(index.store.head()?.number, await anvil.client.getBlockNumber())
      assert.equal(index.store.listRequests(registry.accounts.owner.address, undefined, 9).items.length, 2)
    })

    it('logs of another block, contract or event are not taken', async () => {
      await using anvil = await startAnvil()
      const registry = await deployRegistry(anvil.url)
      await registry.open()
      await using proxy = await startChainProxy(anvil.url)
      const changes: Record<string, Record<string, unknown>> = {
        CHAIN_ANSWER_INCONSISTENT: { address: '0x00000000000000000000000000000000000000aa' },
        CHAIN_ANSWER_INVALID: { topics: [keccak256(toHex('Other()'))] },
      }
      for (const [code, change] of Object.entries({
        ...changes,
        REORGANISING: { blockHash: keccak256(toHex('other')) },
      })) {
        await using index = await startIndex({ url: proxy.url, registry })
        proxy.fault = async (request, forward) => {
          const answer = await forward()
          if (request.method !== 'eth_getLogs') return answer
          return { ...answer, result: (answer.result as object[]).map((log) => ({ ...log, ...change })) }
        }
        await assert.rejects(index.indexer.sync(), {
          code: code === 'REORGANISING' ? 'CHAIN_ANSWER_INCONSISTENT' : code,
        })
        assert.equal(index.store.listRequests(registry.accounts.owner.address, undefined, 9).items.length, 0)
        proxy.fault = undefined
        await index.indexer.sync()
        assert.equal(index.store.listRequests(registry.accounts.owner.address, undefined, 9).items.length, 1)
      }
    })
  })

  describe('run', () => {
    it('follows the chain, outlives an RPC that fails, and stops when told', async () => {
      await using anvil = await startAnvil()
      const registry = await deployRegistry(anvil.url)
      await using proxy = await startChainProxy(anvil.url)
      await using index = await startIndex({ url: proxy.url, registry })
      const stop = new AbortController()
      const running = index.indexer.run(stop.signal)
      const { owner } = registry.accounts
      const listed = () => index.store.listRequests(owner.address, undefined, 9).items.length
      const until = async (condition: () => boolean) => {
        while (!condition()) await new Promise(setImmediate)
      }
      await registry.open()
      await until(() => listed() === 1)
      proxy.fault = () => 'reset'
      await until(() =>
        index.logged.some(({ level, fields }) => level === 'warn' && fields.code === 'CHAIN_UNREACHABLE'),
      )
      await registry.open()
      proxy.fault = undefined
      await until(() => listed() === 2)
      await until(() => index.logged.some(({ message }) => message === 'the index follows the chain again'))
      proxy.fault = () => 'hang'
      const requests = proxy.requests.length
      await until(() => proxy.requests.length > requests)
      stop.abort()
      await running
      const head = index.store.head()
      await registry.open()
      assert.deepEqual(index.store.head(), head)
    })

    it('B13: another chain behind the same URL is waited out, not followed', async () => {
      await using anvil = await startAnvil()
      await using other = await startAnvil(['--chain-id', '4242'])
      const registry = await deployRegistry(anvil.url)
      await registry.open()
      await other.mine(20)
      await using proxy = await startChainProxy(anvil.url)
      await using index = await startIndex({ url: proxy.url, registry })
      await index.indexer.sync()
      const before = listsOf(index, registry)
      proxy.target = other.url
      await assert.rejects(index.indexer.sync(), { code: 'CHAIN_ID_MISMATCH' })
      proxy.target = anvil.url
      await index.indexer.sync()
      assert.deepEqual(listsOf(index, registry), before)
      assert.deepEqual(index.halts, [])
    })
  })

  it('a quiet chain does not make the database grow', async () => {
    await using anvil = await startAnvil()
    const registry = await deployRegistry(anvil.url)
    await using index = await startIndex({ url: anvil.url, registry, keptBlocks: 8 })
    const rows = () => {
      const database = new Sqlite(index.path, { readonly: true })
      const counted = database.prepare('SELECT count(*) FROM blocks').pluck().get()
      database.close()
      return counted
    }
    await registry.open()
    for (let round = 0; round < 5; round += 1) {
      await anvil.mine(5)
      await index.indexer.sync()
    }
    assert.equal(rows(), 8 + 1)
    await anvil.mine(50)
    await index.indexer.sync()
    assert.equal(rows(), 8 + 1)
  })
})
