import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { purposeHashOf } from '../../../sdk/typedData/hashes.ts'
import { startAnvil } from '../../support/chainAnvil.ts'
import { startChainProxy } from '../../support/chainProxy.ts'
import { deployRegistry } from '../../support/chainRegistry.ts'
import { listsOf, startIndex } from './fixtures.ts'

/** Anvil loses old states after some thousand blocks, so that each chain gets a few histories only. */
const [chains, historiesPerChain] = process.env.GRANTKEEP_TEST === 'long' ? [10, 20] : [1, 12]
const purposes = ['first', 'second']

describe('a reorganised chain', () => {
  for (let chain = 1; chain <= chains; chain += 1) {
    it(`B5, B6: ${historiesPerChain} random histories, depths 1, 7 and 32 among them, index as a fresh replay does (${chain})`, async () => {
      await using anvil = await startAnvil()
      const registry = await deployRegistry(anvil.url)
      const { credentialId } = await registry.issue()
      const consumer = registry.accounts.consumer.address
      await anvil.mine(40)
      await using index = await startIndex({ url: anvil.url, registry })
      await index.indexer.sync()
      const random = randomFrom(20_220_525 + chain)
      const base = (await anvil.client.getBlockNumber()) - 35n

      for (let history = 0; history < historiesPerChain; history += 1) {
        for (let acts = 1 + random(5); acts > 0; acts -= 1) await act(random)
        if (random(3) > 0) await index.indexer.sync()
        // Deep, the shallower of the known ones, or anything: never into the deployment and the credential's issuance.
        const height = await anvil.client.getBlockNumber()
        const depth = [1, 7, 32, 1 + random(20)][history % 4] ?? 1
        const possible = Math.min(depth, Number(height - base))
        if (random(4) > 0) await anvil.reorganise(possible)
        else {
          // Fewer blocks than before, then more.
          await anvil.rollBack(possible)
          await index.indexer.sync()
          await anvil.client.setNextBlockTimestamp({ timestamp: BigInt(await registry.now()) + 60n })
          await anvil.mine(possible + random(3))
        }
        for (let acts = random(3); acts > 0; acts -= 1) await act(random)
        await index.indexer.sync()

        await using fresh = await startIndex({ url: anvil.url, registry })
        await fresh.indexer.sync()
        assert.deepEqual(index.store.head(), fresh.store.head(), `history ${history}, depth ${possible}`)
        assert.deepEqual(listsOf(index, registry), listsOf(fresh, registry), `history ${history}, depth ${possible}`)
        await assertEqualsContract()
      }
      assert.ok(index.logged.some(({ message }) => message === 'the chain was reorganised'))

      /** Any act that the chain takes; what it refuses is no part of the history. */
      async function act(random: (below: number) => number) {
        const purpose = purposes[random(purposes.length)] ?? ''
        const now = await registry.now()
        const acts = [
          () => registry.open(),
          () =>
            registry.grant(credentialId, consumer, purpose, {
              fields: BigInt(1 + random(7)),
              uses: 1 + random(3),
              lockedUntil: random(4) === 0 ? now + 90 : 0,
              expiresAt: now + 200 + random(1000),
            }),
          () => registry.grant(credentialId, consumer, purpose, { fields: BigInt(1 + random(7)) }),
          () => registry.use(credentialId, purpose),
          () => registry.revoke(credentialId, consumer, purpose),
          () => registry.write(registry.accounts.owner, 'revokeAllAccess', [credentialId]),
          () => anvil.mine(1 + random(3)),
        ]
        await acts[random(acts.length)]?.().catch(() => {})
      }

      /** The index's grants are the contract's slots. */
      async function assertEqualsContract() {
        const grants = index.store.listGrants(consumer, undefined, 10).items
        for (const purpose of purposes) {
          const slot = await registry.grantOf(credentialId, consumer, purpose)
          const entry = grants.find(({ purposeHash }) => purposeHash === purposeHashOf(purpose))
          assert.equal(entry?.revision ?? 0, slot.revision)
          assert.equal(entry?.lastUsedAt ?? 0, slot.lastUsedAt)
          if (entry?.terms === undefined) continue
          const { fields, startsAt, expiresAt, lockedUntil, epoch } = entry.terms
          assert.deepEqual(
            { fields, startsAt, expiresAt, lockedUntil, epoch, usesLeft: entry.usesLeft },
            {
              fields: slot.fields,
              startsAt: slot.startsAt,
              expiresAt: slot.expiresAt,
              lockedUntil: slot.lockedUntil,
              epoch: slot.epoch,
              usesLeft: slot.usesLeft,
            },
          )
        }
      }
    })
  }

  it('B5: 32 blocks deep, and 7 into blocks that were fetched sparsely', async () => {
    for (const [depth, keptBlocks] of [
      [32, 256],
      [7, 8],
    ] as const) {
      await using anvil = await startAnvil()
      const registry = await deployRegistry(anvil.url)
      await anvil.mine(40)
      await using index = await startIndex({ url: anvil.url, registry, keptBlocks })
      await index.indexer.sync()
      for (let n = 0; n < 3; n += 1) await registry.open()
      await anvil.mine(depth - 4)
      await index.indexer.sync()
      assert.equal(index.store.listRequests(registry.accounts.owner.address, undefined, 9).items.length, 3)
      await anvil.reorganise(depth)
      const { requestId } = await registry.open()
      await index.indexer.sync()
      const requests = index.store.listRequests(registry.accounts.owner.address, undefined, 9).items
      assert.deepEqual(
        requests.map((entry) => entry.requestId),
        [requestId],
      )
      assert.deepEqual(index.halts, [])
    }
  })

  it('B7: deeper than the index remembers, it halts and says so, and stays halted', async () => {
    await using anvil = await startAnvil()
    const registry = await deployRegistry(anvil.url)
    await registry.open()
    await anvil.mine(30)
    await using index = await startIndex({ url: anvil.url, registry, keptBlocks: 8 })
    await index.indexer.sync()
    const before = { head: index.store.head(), lists: listsOf(index, registry) }
    await anvil.reorganise(12)
    await anvil.mine()
    await assert.rejects(index.indexer.sync(), { code: 'INDEX_HISTORY_LOST' })
    await assert.rejects(index.indexer.sync(), { code: 'INDEX_HISTORY_LOST' })
    assert.deepEqual(index.halts, ['INDEX_HISTORY_LOST'])
    assert.deepEqual({ head: index.store.head(), lists: listsOf(index, registry) }, before)
    // A run ends by itself.
    await index.indexer.run(new AbortController().signal)
    assert.ok(index.logged.some(({ level }) => level === 'error'))
  })

  it('B7: a chain started anew under the running node halts it', async () => {
    await using anvil = await startAnvil()
    const registry = await deployRegistry(anvil.url)
    await anvil.mine(5)
    await using proxy = await startChainProxy(anvil.url)
    await using index = await startIndex({ url: proxy.url, registry })
    await index.indexer.sync()
    await using anew = await startAnvil()
    await anew.client.setNextBlockTimestamp({ timestamp: BigInt(await registry.now()) + 1_000n })
    assert.equal((await deployRegistry(anew.url)).address, registry.address)
    await anew.mine(8)
    proxy.target = anew.url
    await assert.rejects(index.indexer.sync(), { code: 'INDEX_HISTORY_LOST' })
  })
})

/** A fixed sequence (Numerical Recipes' generator), so that a failure comes back. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}
