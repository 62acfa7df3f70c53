import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import Sqlite from 'better-sqlite3'
import { StoreError } from '../../../offchain/node/store/errors.ts'
import { assertDurable, openConnection } from '../../../offchain/node/store/sqlite/connection.ts'
import { migrate } from '../../../offchain/node/store/sqlite/migrate.ts'
import { createStore, openStore } from '../../../offchain/node/store/sqlite/openStore.ts'
import { credentialOf, envelopeOf, hashOf, identity, temporaryDirectory, temporaryStore } from './fixtures.ts'
import { startChild } from './startChild.ts'

const storeError = (code: string) => (error: unknown) => error instanceof StoreError && error.code === code

describe('openStore', () => {
  it('D2: every open of a new and of an existing database is durable at each commit', () => {
    using directory = temporaryDirectory()
    for (const _ of ['new', 'existing']) {
      const { database, close } = openConnection(directory.database)
      assert.equal(database.pragma('synchronous', { simple: true }), 2)
      assert.equal(database.pragma('journal_mode', { simple: true }), 'wal')
      assert.equal(database.pragma('foreign_keys', { simple: true }), 1)
      assert.equal(database.pragma('secure_delete', { simple: true }), 1)
      assert.equal(database.pragma('cell_size_check', { simple: true }), 1)
      assert.equal(database.pragma('trusted_schema', { simple: true }), 0)
      close()
    }
  })

  it('D2: a connection that commits with less than FULL is refused, and found out by check()', () => {
    using directory = temporaryDirectory()
    const { database, close } = openConnection(directory.database)
    migrate(database)
    const store = createStore(database, 256)
    store.check()
    database.pragma('synchronous = NORMAL')
    assert.throws(() => assertDurable(database), storeError('STORE_NOT_DURABLE'))
    assert.throws(() => store.check(), storeError('STORE_NOT_DURABLE'))
    database.pragma('synchronous = FULL')
    store.check()
    close()
  })

  it('keeps its files from other accounts, and closes an open one', async () => {
    using directory = temporaryDirectory()
    const store = openStore({ path: directory.database, identity })
    for (const name of readdirSync(directory.path)) {
      assert.equal(statSync(`${directory.path}/${name}`).mode & 0o777, 0o600, name)
    }
    await store[Symbol.asyncDispose]()
    chmodSync(directory.database, 0o644)
    await openStore({ path: directory.database, identity })[Symbol.asyncDispose]()
    assert.equal(statSync(directory.database).mode & 0o777, 0o600)
  })

  it('leaves one complete file behind when closed, twice if need be', async () => {
    using directory = temporaryDirectory()
    const store = openStore({ path: directory.database, identity })
    const credential = credentialOf('credential')
    store.insertCredential(credential, envelopeOf(credential.credentialId))
    await store[Symbol.asyncDispose]()
    await store[Symbol.asyncDispose]()
    assert.equal(existsSync(`${directory.database}-wal`), false)
    await using reopened = openStore({ path: directory.database, identity })
    assert.deepEqual(reopened.findCredential(credential.credentialId), credential)
  })

  it('refuses a database that belongs to another chain, and says both', async () => {
    await using first = temporaryStore()
    await first.store[Symbol.asyncDispose]()
    const others = [
      { ...identity, chainId: 1n },
      { ...identity, registry: '0x00000000000000000000000000000000000000aa' as const },
      { ...identity, deploymentBlockHash: hashOf('restarted') },
    ]
    for (const other of others) {
      assert.throws(
        () => openStore({ path: first.path, identity: other }),
        (error: StoreError) =>
          error.code === 'STORE_CHAIN_MISMATCH' &&
          error.message.includes(identity.deploymentBlockHash) &&
          error.message.includes(`chain ${other.chainId}, registry ${other.registry.toLowerCase()}`),
      )
    }
    await openStore({ path: first.path, identity })[Symbol.asyncDispose]()
  })

  it('refuses a file that is no database, and a database that is not a node’s', () => {
    using directory = temporaryDirectory()
    const other = new Sqlite(directory.database)
    other.exec('CREATE TABLE invoices (id INTEGER)')
    other.close()
    assert.throws(() => openStore({ path: directory.database, identity }), storeError('STORE_NOT_A_NODE'))
    const text = `${directory.database}.txt`
    writeFileSync(text, 'This is no database, and stays what it is.')
    assert.throws(() => openStore({ path: text, identity }), storeError('STORE_CORRUPT'))
    assert.match(readFileSync(text, 'utf8'), /stays what it is/)
  })

  it('D7: a second process is refused; the first one’s death by SIGKILL frees the database', async () => {
    using directory = temporaryDirectory()
    const child = await startChild('holdStore.ts', [directory.database])
    assert.throws(() => openStore({ path: directory.database, identity }), storeError('STORE_LOCKED'))
    // A backup reads while the node runs.
    const backup = new Sqlite(directory.database, { readonly: true })
    backup.exec(`VACUUM INTO '${directory.path}/backup.sqlite'`)
    backup.close()
    await child.kill()
    await openStore({ path: directory.database, identity })[Symbol.asyncDispose]()
  })

  it('D7: a second store in this process is refused', async () => {
    await using first = temporaryStore()
    assert.throws(() => openStore({ path: first.path, identity }), storeError('STORE_LOCKED'))
    first.store.check()
  })

  it('D3: without space a write is undone and named; reads go on; with space writes go on', () => {
    using directory = temporaryDirectory()
    const { database, close } = openConnection(directory.database)
    migrate(database)
    const store = createStore(database, 256)
    const credential = credentialOf('credential')
    store.insertCredential(credential, envelopeOf(credential.credentialId))
    database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true })}`)
    const chunk = new Uint8Array(256 * 1024)
    assert.throws(() => store.insertChunk(credential.credentialId, 0, 0, chunk), storeError('STORE_FULL'))
    assert.equal(store.readChunk(credential.credentialId, 0, 0), undefined)
    assert.deepEqual(store.findCredential(credential.credentialId), credential)
    database.pragma('max_page_count = 1000000')
    store.insertChunk(credential.credentialId, 0, 0, chunk)
    assert.equal(store.readChunk(credential.credentialId, 0, 0)?.length, chunk.length)
    close()
  })

  it('D4: after a failed write nothing more is acknowledged', { skip: process.platform === 'win32' }, async () => {
    using directory = temporaryDirectory()
    // A file size limit fails a write in the kernel; the shell sets it for the child alone, in KiB.
    const child = `ulimit -f 1024; exec "$0" "$@"`
    const script = `${import.meta.dirname}/failWrites.ts`
    const { stdout } = await promisify(execFile)('bash', ['-c', child, process.execPath, script, directory.database])
    assert.deepEqual(JSON.parse(stdout), { codes: ['STORE_FAILED', 'STORE_FAILED'], readable: true })
  })
})
