// Opens the store named by the first argument and holds it until it is killed.
import { openStore } from '../../../offchain/node/store/sqlite/openStore.ts'
import { identity } from './fixtures.ts'

openStore({ path: process.argv[2] ?? '', identity })
console.log('ready')
setInterval(() => {}, 60_000)
