import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import Sqlite from 'better-sqlite3'
import { migrate, migrations } from '../../../offchain/node/store/sqlite/migrate.ts'
import { temporaryDirectory } from './fixtures.ts'
import { startChild } from './startChild.ts'

describe('migrate', () => {
  it('brings a new database to the newest version, once', () => {
    using directory = temporaryDirectory()
    const database = new Sqlite(directory.database)
    migrate(database)
    migrate(database)
    assert.equal(database.pragma('user_version', { simple: true }), migrations.length)
    const loose = database
      .prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0")
      .pluck()
      .all()
    assert.deepEqual(
      loose.filter((name) => !String(name).startsWith('sqlite_')),
      [],
    )
    database.close()
  })

  it('D8: killed in the middle of a migration, the database is as before it, and the next start completes it', async () => {
    using directory = temporaryDirectory()
    const child = await startChild('crashMigration.ts', [directory.database])
    await child.ended()
    assert.deepEqual(child.lines, ['ready', 'inside the second migration'])

    const database = new Sqlite(directory.database)
    assert.equal(database.pragma('user_version', { simple: true }), 1)
    const tables = () => database.prepare("SELECT name FROM sqlite_schema WHERE name IN ('one', 'two')").pluck().all()
    assert.deepEqual(tables(), ['one'])
    migrate(database, ['CREATE TABLE one (a)', 'CREATE TABLE two (a)'])
    assert.deepEqual(tables(), ['one', 'two'])
    database.close()
  })

  it('D8: a failing migration leaves nothing of itself', () => {
    using directory = temporaryDirectory()
    const database = new Sqlite(directory.database)
    assert.throws(() => migrate(database, ['CREATE TABLE one (a); CREATE TABLE one (a)']), /already exists/)
    assert.equal(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get(), 0)
    assert.equal(database.pragma('user_version', { simple: true }), 0)
    database.close()
  })

  it('D8: a database of a newer node is refused unchanged', () => {
    using directory = temporaryDirectory()
    const database = new Sqlite(directory.database)
    migrate(database, [...migrations, 'CREATE TABLE later (a)'])
    assert.throws(() => migrate(database), { code: 'STORE_TOO_NEW' })
    assert.equal(database.pragma('user_version', { simple: true }), migrations.length + 1)
    database.close()
  })
})
