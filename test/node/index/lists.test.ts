import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { IndexedBlock, IndexedEvent, IndexStore } from '../../../offchain/node/ports.ts'
import { purposeHashOf } from '../../../sdk/typedData/hashes.ts'
import type { Page } from '../../../sdk/wire/history.ts'
import { addressOf, hashOf, temporaryStore } from '../store/fixtures.ts'

const owner = addressOf(1)
const consumer = addressOf(2)

function opened(request: string, logIndex: number, parties = { owner, consumer }): IndexedEvent {
  return {
    name: 'RequestOpened',
    logIndex,
    transactionHash: hashOf(request),
    args: {
      ...parties,
      requestId: hashOf(request),
      schemaId: hashOf('schema'),
      issuer: addressOf(0),
      fields: 0xffff_ffff_ffff_ffffn,
      duration: 60,
      maxUses: 65_535,
      lockDuration: 0,
      purpose: 'purpose',
      purposeHash: purposeHashOf('purpose'),
      deadline: 2_000_000_000,
      salt: hashOf('salt'),
    },
  }
}

function granted(credential: string, revision: number, logIndex: number): IndexedEvent {
  return {
    name: 'AccessGranted',
    logIndex,
    transactionHash: hashOf(`${credential} ${revision}`),
    args: {
      credentialId: hashOf(credential),
      owner,
      consumer,
      purpose: 'purpose',
      purposeHash: purposeHashOf('purpose'),
      fields: 1n << BigInt(revision),
      startsAt: 0,
      expiresAt: 2_000_000_000,
      lockedUntil: 0,
      uses: 65_535,
      epoch: 0,
      revision,
      envelopeHash: hashOf(`${credential} envelope ${revision}`),
    },
  }
}

function blockOf(number: number, events: readonly IndexedEvent[] = [], fork = ''): IndexedBlock {
  return {
    number: BigInt(number),
    hash: hashOf(`block ${number}${fork}`),
    parentHash: hashOf(`block ${number - 1}`),
    timestamp: 1_790_000_000 + number,
    events,
  }
}

function readAll<T>(
  list: IndexStore['listEvents'] | ((...args: Parameters<IndexStore['listEvents']>) => Page<T>),
  limit: number,
  between: () => void,
): T[] {
  const items: T[] = []
  let cursor: string | undefined
  do {
    const page = list(owner, cursor, limit) as Page<T>
    assert.ok(page.items.length <= limit)
    items.push(...page.items)
    cursor = page.next
    between()
  } while (cursor !== undefined)
  return items
}

describe('index lists', () => {
  it('no page repeats or loses an entry while blocks arrive', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 4 }),
        async (history, arrivals, limit) => {
          await using temporary = temporaryStore()
          const { store } = temporary
          let number = 0
          let made = 0
          const revisions = new Map<string, number>()
          // Requests, and grants old and new, by turns; entries for others in between.
          const append = (count: number) => {
            number += 1
            const events = Array.from({ length: count }, (_, logIndex) => {
              made += 1
              if (made % 5 === 0)
                return opened(`other ${made}`, logIndex, { owner: addressOf(8), consumer: addressOf(9) })
              if (made % 2 === 0) return opened(`request ${made}`, logIndex)
              const credential = `credential ${made % 3}`
              const revision = (revisions.get(credential) ?? 0) + 1
              revisions.set(credential, revision)
              return granted(credential, revision % 60, logIndex)
            })
            store.applyBlocks([blockOf(number, events)])
          }
          for (const count of history) append(count)
          const lists = [
            {
              list: store.listEvents,
              id: (entry: unknown) => JSON.stringify((entry as { position: object }).position, bigint),
            },
            { list: store.listRequests, id: (entry: unknown) => (entry as { requestId: string }).requestId },
            { list: store.listGrants, id: (entry: unknown) => (entry as { credentialId: string }).credentialId },
          ]
          for (const { list, id } of lists) {
            const before = (list(owner, undefined, 200) as Page<unknown>).items.map(id)
            const queue = [...arrivals]
            const read = readAll<unknown>(list as never, limit, () => append(queue.pop() ?? 0)).map(id)
            assert.deepEqual(read, before)
          }
        },
      ),
      { numRuns: process.env.GRANTKEEP_TEST === 'long' ? 300 : 25 },
    )
  })

  it('a rollback takes back exactly what its blocks brought', async () => {
    await using temporary = temporaryStore()
    const { store } = temporary
    const lists = () =>
      [store.listRequests, store.listGrants, store.listEvents].map((list) => list(owner, undefined, 99).items)
    store.applyBlocks([blockOf(1), blockOf(2, [opened('request', 0), granted('credential', 1, 1)])])
    const before = lists()
    const answered: IndexedEvent = {
      name: 'RequestRejected',
      logIndex: 0,
      transactionHash: hashOf('answer'),
      args: { requestId: hashOf('request'), owner, consumer, reason: 2 },
    }
    store.applyBlocks([blockOf(3, [answered, granted('credential', 2, 1), granted('second', 1, 2)]), blockOf(4)])
    assert.deepEqual(
      store.listRequests(owner, undefined, 9).items.map(({ status, reason }) => [status, reason]),
      [['rejected', 2]],
    )
    assert.equal(store.everGranted(hashOf('credential'), consumer, purposeHashOf('purpose')), 6n)
    store.rollBackTo(2n)
    assert.deepEqual(lists(), before)
    assert.equal(store.everGranted(hashOf('credential'), consumer, purposeHashOf('purpose')), 2n)
    assert.deepEqual(store.head(), { number: 2n, hash: hashOf('block 2'), timestamp: 1_790_000_002 })
    assert.equal(store.blockAt(3n), undefined)
  })

  it('takes no block that does not follow, and nothing of a batch that has one', async () => {
    await using temporary = temporaryStore()
    const { store } = temporary
    store.applyBlocks([blockOf(5)])
    const refused = [
      [blockOf(6), { ...blockOf(7), parentHash: hashOf('another') }],
      [blockOf(5)],
      [blockOf(4)],
      [{ ...blockOf(6), parentHash: hashOf('another') }],
      [blockOf(6), blockOf(6)],
    ]
    for (const blocks of refused) assert.throws(() => store.applyBlocks(blocks), { code: 'INDEX_NOT_LINKED' })
    assert.equal(store.head()?.number, 5n)
    store.applyBlocks([blockOf(9)])
    assert.equal(store.head()?.number, 9n, 'a gap in the long past is the indexer’s to make')
  })

  it('refuses a cursor of another list, and one that was made up', async () => {
    await using temporary = temporaryStore()
    const { store } = temporary
    store.applyBlocks([blockOf(1, [opened('a', 0), opened('b', 1), granted('c', 1, 2), granted('d', 1, 3)])])
    const next = {
      requests: store.listRequests(owner, undefined, 1).next,
      grants: store.listGrants(owner, undefined, 1).next,
      events: store.listEvents(owner, undefined, 1).next,
    }
    for (const cursor of Object.values(next)) assert.match(cursor ?? '', /^[A-Za-z0-9_-]{1,64}$/)
    const invalid = { code: 'CURSOR_INVALID' }
    assert.throws(() => store.listRequests(owner, next.grants, 1), invalid)
    assert.throws(() => store.listGrants(owner, next.events, 1), invalid)
    assert.throws(() => store.listEvents(owner, next.requests, 1), invalid)
    fc.assert(
      fc.property(fc.string(), (cursor) => {
        assert.throws(() => store.listEvents(owner, cursor, 1), invalid)
      }),
    )
  })
})

function bigint(_: string, value: unknown) {
  return typeof value === 'bigint' ? value.toString() : value
}
