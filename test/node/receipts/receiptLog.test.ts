import assert from 'node:assert/strict'
import { generateKeyPairSync, verify } from 'node:crypto'
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import Sqlite from 'better-sqlite3'
import { type Hex, hexToBytes, zeroHash } from 'viem'
import type { ReceiptStore } from '../../../offchain/node/ports.ts'
import { inclusionPathsOf } from '../../../offchain/node/receipts/inclusionPaths.ts'
import { openNodeKey } from '../../../offchain/node/receipts/nodeKey.ts'
import { createReceiptLog } from '../../../offchain/node/receipts/receiptLog.ts'
import { verifyReceiptLog } from '../../../offchain/node/receipts/verifyReceiptLog.ts'
import { StoreError } from '../../../offchain/node/store/errors.ts'
import { openStore } from '../../../offchain/node/store/sqlite/openStore.ts'
import { toWire } from '../../../sdk/crypto/canonicalJson.ts'
import { inclusionPathOf } from '../../../sdk/crypto/sha256Tree.ts'
import { receiptBatchHashOf } from '../../../sdk/receipts/receiptHash.ts'
import { verifyReceipt } from '../../../sdk/receipts/verifyReceipt.ts'
import { type Receipt, receipt as receiptSchema } from '../../../sdk/wire/receipt.ts'
import { addressOf, hashOf, identity, receiptEntryOf, temporaryDirectory } from '../store/fixtures.ts'
import { startChild } from '../store/startChild.ts'

/** A log in a directory of its own. */
async function temporaryLog() {
  const directory = temporaryDirectory()
  const store = openStore({ path: directory.database, identity })
  const key = await openNodeKey(directory.path)
  return {
    directory,
    store,
    key,
    log: createReceiptLog({ store, key }),
    [Symbol.asyncDispose]: async () => {
      await store[Symbol.asyncDispose]()
      directory[Symbol.dispose]()
    },
  }
}

const entries = (count: number) => Array.from({ length: count }, (_, index) => receiptEntryOf(index))

describe('createReceiptLog', () => {
  it('200 concurrent appends share few batches: without a gap, each verified by its own receipt', async () => {
    await using opened = await temporaryLog()
    const { log, store, key } = opened
    const given = entries(200)
    const receipts = await Promise.all(given.map(log.append))
    assert.deepEqual(
      receipts.map(({ leaf }) => leaf.seq),
      given.map((_, index) => index + 1),
    )
    for (const [index, receipt] of receipts.entries()) {
      const { node, seq, ...entry } = receipt.leaf
      assert.deepEqual([node, seq, entry], [key.node, index + 1, given[index]])
      const leafHash = await verifyReceipt(receiptSchema.parse(toWire(receipt)), { node: key.node })
      assert.deepEqual(store.findLeaf(leafHash), receipt.leaf)
    }
    assert.equal(new Set(receipts.map(({ batch }) => batch.batch)).size, 1)
    assert.deepEqual(await verifyReceiptLog(store, key), { batches: 1, receipts: 200 })
  })

  it('more than one batch holds are sealed in several, chained to each other', async () => {
    await using opened = await temporaryLog()
    const receipts = await Promise.all(entries(1_100).map(opened.log.append))
    assert.deepEqual(
      receipts.map(({ leaf }) => leaf.seq),
      receipts.map((_, index) => index + 1),
    )
    assert.deepEqual(await verifyReceiptLog(opened.store, opened.key), { batches: 3, receipts: 1_100 })
    const batches = [...new Map(receipts.map(({ batch }) => [batch.batch, batch])).values()]
    assert.deepEqual(
      batches.map(({ previous }) => previous),
      [zeroHash, ...batches.slice(0, -1).map(receiptBatchHashOf)],
    )
  })

  it('what is signed is the batch’s JSON with sorted members, by Ed25519 of another library', async () => {
    await using opened = await temporaryLog()
    const { batch, signature } = await opened.log.append(receiptEntryOf(0))
    const json = `{"batch":1,"count":1,"firstSeq":1,"node":"${opened.key.node}","previous":"${zeroHash}","root":"${batch.root}"}`
    const x = Buffer.from(hexToBytes(opened.key.node)).toString('base64url')
    const publicKey = { key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' } as const
    assert.equal(verify(null, Buffer.from(json), publicKey, Buffer.from(signature, 'base64url')), true)
  })

  it('an append is durable when it resolves, and the log goes on from there after a restart', async () => {
    using directory = temporaryDirectory()
    const receipts: Receipt[] = []
    for (let start = 0; start < 3; start += 1) {
      await using store = openStore({ path: directory.database, identity })
      const key = await openNodeKey(directory.path)
      const log = createReceiptLog({ store, key })
      receipts.push(await log.append(receiptEntryOf(start)), ...(await Promise.all(entries(3).map(log.append))))
    }
    assert.deepEqual(
      receipts.map(({ leaf }) => leaf.seq),
      receipts.map((_, index) => index + 1),
    )
    await using store = openStore({ path: directory.database, identity })
    assert.deepEqual(await verifyReceiptLog(store, await openNodeKey(directory.path)), { batches: 6, receipts: 12 })
  })

  it('D1: killed at any moment, it has every receipt that it acknowledged, and goes on without a gap', async () => {
    using directory = temporaryDirectory()
    const rounds = process.env.GRANTKEEP_TEST === 'long' ? 100 : 5
    let acknowledged = 0
    for (let round = 0; round < rounds; round += 1) {
      const child = await startChild('../receipts/appendReceipts.ts', [directory.path])
      for (let lines = 0; lines < (round * 7) % 23; lines += 1) await child.nextLine()
      await child.kill()
      // The last line may be cut; whole ones are acknowledgements.
      const seqs = child.lines
        .slice(1)
        .flatMap((line) => /^(\d+)\.$/.exec(line)?.[1] ?? [])
        .map(Number)
      await using store = openStore({ path: directory.database, identity })
      const key = await openNodeKey(directory.path)
      const { receipts } = await verifyReceiptLog(store, key)
      assert.ok(receipts >= Math.max(acknowledged, ...seqs), `${receipts} of ${Math.max(acknowledged, ...seqs)}`)
      acknowledged = receipts
    }
    assert.ok(acknowledged > 0)
  })

  describe('D4: a write that fails', () => {
    /** A store whose appends fail as told. */
    function failing(store: Pick<ReceiptStore, 'lastBatch' | 'appendBatch'>) {
      const control = { error: undefined as Error | undefined }
      const appendBatch: ReceiptStore['appendBatch'] = (...args) => {
        if (control.error) throw control.error
        store.appendBatch(...args)
      }
      return { control, store: { lastBatch: store.lastBatch, appendBatch } }
    }

    it('rejects every append of its batch, and nothing is acknowledged any more', async () => {
      await using opened = await temporaryLog()
      const { control, store } = failing(opened.store)
      const log = createReceiptLog({ store, key: opened.key })
      await log.append(receiptEntryOf(0))
      control.error = new StoreError('STORE_FAILED', 'The disk failed.')
      const results = await Promise.allSettled(entries(3).map(log.append))
      assert.deepEqual(
        results.map(({ status }) => status),
        ['rejected', 'rejected', 'rejected'],
      )
      control.error = undefined
      await assert.rejects(log.append(receiptEntryOf(1)), { code: 'STORE_FAILED' })
      assert.deepEqual(await verifyReceiptLog(opened.store, opened.key), { batches: 1, receipts: 1 })
    })

    it('D3: for want of space rejects its batch, and the next goes on without a gap', async () => {
      await using opened = await temporaryLog()
      const { control, store } = failing(opened.store)
      const log = createReceiptLog({ store, key: opened.key })
      control.error = new StoreError('STORE_FULL', 'No space is left.')
      await assert.rejects(log.append(receiptEntryOf(0)), { code: 'STORE_FULL' })
      control.error = undefined
      assert.equal((await log.append(receiptEntryOf(0))).leaf.seq, 1)
      assert.deepEqual(await verifyReceiptLog(opened.store, opened.key), { batches: 1, receipts: 1 })
    })

    it('an entry that could not be read back is rejected alone', async () => {
      await using opened = await temporaryLog()
      const results = await Promise.allSettled(
        [
          receiptEntryOf(0),
          receiptEntryOf(1, { purpose: '\ud800' }),
          receiptEntryOf(2, { fields: 0n }),
          receiptEntryOf(3),
        ].map(opened.log.append),
      )
      assert.deepEqual(
        results.map(({ status }) => status),
        ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
      )
      assert.deepEqual(await verifyReceiptLog(opened.store, opened.key), { batches: 1, receipts: 2 })
    })
  })

  it('refuses to go on under another key', async () => {
    await using opened = await temporaryLog()
    await opened.log.append(receiptEntryOf(0))
    using other = temporaryDirectory()
    const key = await openNodeKey(other.path)
    assert.throws(() => createReceiptLog({ store: opened.store, key }), { code: 'RECEIPT_KEY_CHANGED' })
  })
})

describe('verifyReceiptLog', () => {
  it('H8: every edited, deleted, moved or added row is found', async () => {
    const trials: Record<string, string> = {
      'a leaf edited': `UPDATE receipts SET leaf = replace(leaf, 'released', 'FORGED') WHERE seq = 8`,
      'a leaf edited with its hash': `UPDATE receipts SET leaf = (SELECT leaf FROM receipts WHERE seq = 7), leaf_hash = 'x' WHERE seq = 8`,
      'a leaf deleted': 'DELETE FROM receipts WHERE seq = 8',
      'the last leaf deleted': 'DELETE FROM receipts WHERE seq = 15',
      'two leaves swapped': `UPDATE receipts SET seq = -seq WHERE seq IN (7, 8);
        UPDATE receipts SET seq = CASE seq WHEN -7 THEN 8 ELSE 7 END WHERE seq < 0`,
      'a batch deleted': 'DELETE FROM receipts WHERE batch = 2; DELETE FROM receipt_batches WHERE batch = 2',
      'a batch deleted, the next moved up': `DELETE FROM receipts WHERE batch = 2; DELETE FROM receipt_batches WHERE batch = 2;
        PRAGMA foreign_keys = OFF;
        UPDATE receipt_batches SET batch = 2 WHERE batch = 3; UPDATE receipts SET batch = 2 WHERE batch = 3`,
      'a batch edited': `UPDATE receipt_batches SET body = replace(body, '"count":5', '"count":4') WHERE batch = 2`,
      'a signature edited': `UPDATE receipt_batches SET signature = 'A' || substr(signature, 2) WHERE batch = 2`,
      'a signature of another batch': `UPDATE receipt_batches SET signature = (SELECT signature FROM receipt_batches WHERE batch = 1) WHERE batch = 2`,
      'a leaf added': `INSERT INTO receipts SELECT 16, 3, 'y', owner, consumer, leaf FROM receipts WHERE seq = 15`,
    }
    for (const [name, change] of Object.entries(trials)) {
      await using opened = await temporaryLog()
      for (let batch = 0; batch < 3; batch += 1) await Promise.all(entries(5).map(opened.log.append))
      assert.deepEqual(await verifyReceiptLog(opened.store, opened.key), { batches: 3, receipts: 15 })
      const intruder = new Sqlite(opened.directory.database)
      intruder.exec(change)
      intruder.close()
      await assert.rejects(verifyReceiptLog(opened.store, opened.key), { code: 'RECEIPT_LOG_BROKEN' }, name)
    }
  })

  it('H8: a batch rewritten with fitting row digests still lacks the node’s signature', async () => {
    await using opened = await temporaryLog()
    await Promise.all(entries(5).map(opened.log.append))
    const stored = opened.store.readBatch(1) ?? assert.fail()
    const root = hashOf('forged')
    const { lastBatch } = opened.store
    const forged = {
      lastBatch,
      readBatch: (batch: number) => (batch === 1 ? { ...stored, batch: { ...stored.batch, root } } : undefined),
    }
    await assert.rejects(verifyReceiptLog(forged, opened.key), { code: 'RECEIPT_LOG_BROKEN' })
    const other = { ...stored.leaves[0], outcome: 'FORGED' } as (typeof stored.leaves)[number]
    const resigned = {
      lastBatch,
      readBatch: (batch: number) =>
        batch === 1 ? { ...stored, leaves: [other, ...stored.leaves.slice(1)] } : undefined,
    }
    await assert.rejects(verifyReceiptLog(resigned, opened.key), { code: 'RECEIPT_LOG_BROKEN' })
  })
})

describe('listReceipts', () => {
  it('gives both parties whole receipts, newest first, whatever arrives between the pages', async () => {
    await using opened = await temporaryLog()
    const { log, store, key } = opened
    const mixed = Array.from({ length: 40 }, (_, index) =>
      receiptEntryOf(index, { owner: addressOf(index % 3), consumer: addressOf(10 + (index % 2)) }),
    )
    for (let start = 0; start < mixed.length; start += 9)
      await Promise.all(mixed.slice(start, start + 9).map(log.append))
    for (const party of [addressOf(0), addressOf(2), addressOf(11)]) {
      const expected = mixed.flatMap(({ owner, consumer }, index) =>
        [owner, consumer].includes(party) ? [index + 1] : [],
      )
      const seqs: number[] = []
      let cursor: string | undefined
      do {
        const page = store.listReceipts(party, cursor, 4)
        for (const receipt of page.items) {
          await verifyReceipt(receipt, { node: key.node })
          seqs.push(receipt.leaf.seq)
        }
        cursor = page.next
        await log.append(receiptEntryOf(99, { owner: party, consumer: party }))
      } while (cursor !== undefined)
      assert.deepEqual(
        seqs.filter((seq) => seq <= 40),
        expected.reverse(),
      )
    }
  })

  it('D5: a damaged leaf is an error where it is shown, and nowhere else', async () => {
    await using opened = await temporaryLog()
    const { log, store, directory } = opened
    await Promise.all(
      [1, 2].map((owner) => log.append(receiptEntryOf(owner, { owner: addressOf(owner), consumer: addressOf(9) }))),
    )
    const intruder = new Sqlite(directory.database)
    intruder.exec("UPDATE receipts SET leaf = replace(leaf, 'released', 'FORGED') WHERE seq = 1")
    intruder.close()
    assert.throws(() => store.listReceipts(addressOf(1), undefined, 10), { code: 'STORE_CORRUPT' })
    assert.equal(store.listReceipts(addressOf(2), undefined, 10).items.length, 1)
  })
})

describe('countDenial', () => {
  it('is true once for each consumer, credential, purpose, reason and minute', async () => {
    await using opened = await temporaryLog()
    const denial = receiptEntryOf(0, { outcome: 'ACCESS_GRANT_REVOKED', time: 1_790_000_040 })
    const { countDenial } = opened.store
    assert.equal(countDenial(denial), true)
    assert.equal(countDenial({ ...denial, time: denial.time + 59 - (denial.time % 60), fields: 1n }), false)
    const others = [
      { time: denial.time + 60 },
      { consumer: addressOf(8) },
      { credentialId: hashOf('other') },
      { purpose: 'other' },
      { outcome: 'ACCESS_GRANT_EXPIRED' },
    ]
    for (const other of others) assert.equal(countDenial({ ...denial, ...other }), true, JSON.stringify(other))
    const database = new Sqlite(opened.directory.database, { readonly: true })
    assert.equal(database.prepare('SELECT max(count) FROM denials').pluck().get(), 2)
    database.close()
  })
})

describe('inclusionPathsOf', () => {
  it('gives the paths that each leaf has alone', () => {
    for (const count of [1, 2, 3, 5, 8, 13, 33]) {
      const hashes: Hex[] = Array.from({ length: count }, (_, index) => hashOf(`leaf ${index}`))
      assert.deepEqual(
        inclusionPathsOf(hashes),
        hashes.map((_, index) => inclusionPathOf(hashes, index)),
      )
    }
    assert.deepEqual(inclusionPathsOf([]), [])
  })
})

describe('openNodeKey', () => {
  it('makes a key once, for this account alone', async () => {
    using directory = temporaryDirectory()
    const key = await openNodeKey(directory.path)
    assert.match(key.node, /^0x[0-9a-f]{64}$/)
    assert.equal((await openNodeKey(directory.path)).node, key.node)
    const path = `${directory.path}/receipt-key.pem`
    assert.equal(statSync(path).mode & 0o777, 0o600)
    assert.match(readFileSync(path, 'utf8'), /^-----BEGIN PRIVATE KEY-----/)
    assert.deepEqual(Object.keys(key), ['node', 'sign'])
  })

  it('refuses a key that others can read, and a file that is no such key', async () => {
    using directory = temporaryDirectory()
    await openNodeKey(directory.path)
    const path = `${directory.path}/receipt-key.pem`
    for (const mode of [0o640, 0o604, 0o660]) {
      chmodSync(path, mode)
      await assert.rejects(openNodeKey(directory.path), { code: 'RECEIPT_KEY_EXPOSED' })
    }
    chmodSync(path, 0o600)
    const other = generateKeyPairSync('x25519').privateKey.export({ format: 'pem', type: 'pkcs8' })
    for (const content of ['', 'SECRET', other]) {
      writeFileSync(path, content)
      await assert.rejects(openNodeKey(directory.path), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'RECEIPT_KEY_INVALID')
        assert.doesNotMatch(`${error.stack} ${String(error.cause)}`, /SECRET/)
        return true
      })
    }
  })
})
