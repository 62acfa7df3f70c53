// Runs two migrations on the database named by the first argument and dies in the middle of the second.
import Sqlite from 'better-sqlite3'
import { migrate } from '../../../offchain/node/store/sqlite/migrate.ts'

const database = new Sqlite(process.argv[2] ?? '')
database.pragma('journal_mode = WAL')
console.log('ready')
database.function('crash', { directOnly: true }, () => {
  console.log('inside the second migration')
  process.kill(process.pid, 'SIGKILL')
  return 0
})
migrate(database, ['CREATE TABLE one (a)', 'CREATE TABLE two (a); SELECT crash()'])
