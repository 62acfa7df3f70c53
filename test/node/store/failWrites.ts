// Writes chunks until the file size limit that this process runs under fails a write, then shows what the store still does.
import { StoreError } from '../../../offchain/node/store/errors.ts'
import { openStore } from '../../../offchain/node/store/sqlite/openStore.ts'
import { credentialOf, envelopeOf, identity } from './fixtures.ts'

process.on('SIGXFSZ', () => {})
const store = openStore({ path: process.argv[2] ?? '', identity })
const { credentialId, ...credential } = credentialOf('credential')
store.insertCredential({ credentialId, ...credential }, envelopeOf(credentialId))
store.insertChunk(credentialId, 0, 0, new Uint8Array(1024))
console.log(
  JSON.stringify({
    codes: [codeOf(fill), codeOf(() => store.insertChunk(credentialId, 1, 1, new Uint8Array(1)))],
    readable: store.readChunk(credentialId, 0, 0)?.length === 1024,
  }),
)
process.exit(0)

function fill() {
  for (let chunk = 1; chunk < 64; chunk += 1) store.insertChunk(credentialId, 0, chunk, new Uint8Array(256 * 1024))
}

function codeOf(body: () => void): string {
  try {
    body()
    return 'none'
  } catch (error) {
    return error instanceof StoreError ? error.code : String(error)
  }
}
