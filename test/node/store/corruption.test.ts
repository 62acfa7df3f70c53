import assert from 'node:assert/strict'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { inspect, isDeepStrictEqual } from 'node:util'
import { openStore } from '../../../offchain/node/store/sqlite/openStore.ts'
import { GrantkeepError } from '../../../sdk/errors/GrantkeepError.ts'
import { addressOf, credentialOf, envelopeOf, hashOf, identity, temporaryDirectory } from './fixtures.ts'

const flips = process.env.GRANTKEEP_TEST === 'long' ? 1_000 : 120
const zero = `0x${'0'.repeat(64)}` as const

describe('a database with a flipped bit', () => {
  it(`D5: ${flips} times over gives what was written, nothing, or an error, and never anything else`, async () => {
    using directory = temporaryDirectory()
    const credentials = Array.from({ length: 6 }, (_, index) => credentialOf(`credential ${index}`))
    const chunk = Buffer.alloc(3_000, 'ciphertext ')
    {
      await using store = openStore({ path: directory.database, identity })
      for (const credential of credentials) {
        store.insertCredential(credential, envelopeOf(credential.credentialId))
        store.insertChunk(credential.credentialId, 0, 0, chunk)
      }
      store.insertNonce({ nonce: 'nonce', address: addressOf(1), expiresAt: 10 })
      store.openSession('nonce', hashOf('token'), { ...identity, address: addressOf(1), expiresAt: 10 }, 1)
    }
    const original = readFileSync(directory.database)
    const broken = `${directory.path}/broken.sqlite`
    const outcomes = { same: 0, error: 0, missing: 0 }
    let random = 7
    for (let flip = 0; flip < flips; flip += 1) {
      // A fixed sequence (Numerical Recipes' generator), so that a failure comes back.
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0
      const bytes = Buffer.from(original)
      const at = random % bytes.length
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (flip % 8))
      writeFileSync(broken, bytes)
      const read = async (body: (store: ReturnType<typeof openStore>) => unknown, expected: unknown) => {
        copyFileSync(broken, `${broken}.copy`)
        try {
          await using store = openStore({ path: `${broken}.copy`, identity })
          const found = body(store)
          if (found === undefined) outcomes.missing += 1
          else {
            assert.ok(isDeepStrictEqual(found, expected), `byte ${at}: ${inspect(found)}`)
            outcomes.same += 1
          }
        } catch (error) {
          if (!(error instanceof GrantkeepError)) throw error
          assert.match(error.code, /^STORE_/)
          outcomes.error += 1
        }
      }
      const credential = credentials[flip % credentials.length] ?? assert.fail()
      await read((store) => store.findCredential(credential.credentialId), credential)
      await read((store) => store.readChunk(credential.credentialId, 0, 0), chunk)
      await read(
        (store) => store.findEnvelope(credential.credentialId, addressOf(1), zero),
        envelopeOf(credential.credentialId),
      )
      await read(
        (store) => {
          const { address, chainId, registry, expiresAt } = store.findSession(hashOf('token')) ?? {}
          return address && { address, chainId, registry, expiresAt }
        },
        { address: addressOf(1), chainId: identity.chainId, registry: identity.registry, expiresAt: 10 },
      )
    }
    assert.ok(outcomes.same > 0 && outcomes.error > 0, JSON.stringify(outcomes))
  })
})
