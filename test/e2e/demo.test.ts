import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { z } from 'zod'

const run = promisify(execFile)
const demo = fileURLToPath(new URL('../../offchain/local/demo.ts', import.meta.url))

const demoDocument = z.strictObject({
  steps: z.array(
    z.strictObject({
      name: z.string(),
      outcome: z.enum(['ok', 'refused']),
      expected: z.enum(['ok', 'refused']),
      expectedCode: z.string().nullable(),
      ok: z.boolean(),
      code: z.string().nullable(),
      tx: z
        .string()
        .regex(/^0x[0-9a-f]{64}$/)
        .nullable(),
      gas: z.number().int().nullable(),
      ms: z.number().int(),
      note: z.string().nullable(),
    }),
  ),
})

describe('npm run demo', () => {
  it('prints one JSON document in which every step came out as expected, each refusal with its own code', async () => {
    const { stdout } = await run(process.execPath, [demo, '--json'], { maxBuffer: 1 << 24 })
    const { steps } = demoDocument.parse(JSON.parse(stdout))
    assert.deepEqual(
      steps.filter(({ ok }) => !ok),
      [],
    )
    const codes = steps.flatMap(({ outcome, code }) => (outcome === 'refused' && code ? [code] : []))
    for (const code of [
      'FIELD_NOT_GRANTED',
      'ACCESS_GRANT_NOT_FOUND',
      'SESSION_NOT_FOR_CONSUMER',
      'ACCESS_USE_NOT_RECORDED',
      'ACCESS_USE_WINDOW_CLOSED',
      'FIELD_NO_LONGER_GRANTED',
      'ACCESS_GRANT_NOT_STARTED',
      'ACCESS_GRANT_EXPIRED',
      'ACCESS_GRANT_REVOKED',
      'NONCE_ALREADY_USED',
      'REVISION_MISMATCH',
      'CHUNK_HASH_MISMATCH',
      'SIGNING_KEY_NOT_FOUND',
      'ISSUER_NOT_ACCEPTED',
      'CREDENTIAL_STATUS_INVALID',
    ]) {
      assert.ok(codes.includes(code), `no step was refused with ${code}`)
    }
    for (const { name, tx, gas } of steps)
      assert.equal(tx === null, gas === null, `${name} has a transaction and its gas`)
  })
})
