import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { after, describe, it } from 'node:test'
import type { CallName } from '../../bench/gas/calls.ts'
import { measure } from '../../bench/gas/measure.ts'
import { measureAmongMany } from '../../bench/gas/measureAmongMany.ts'

/** What each call takes, to the unit; `GRANTKEEP_UPDATE=1` writes it anew, for a reader of the difference to judge. */
const snapshotFile = new URL('gas.snapshot.json', import.meta.url)
const update = process.env.GRANTKEEP_UPDATE === '1'
const snapshot: Record<string, { gas: number; floor: number }> = update
  ? {}
  : JSON.parse(readFileSync(snapshotFile, 'utf8'))

/**
 * Gas of a transaction at most, its 21,000 included (`accessOf`: of its execution); first-time slots, a 24-byte purpose, a
 * nonce word of its own.
 */
const ceilings: Record<CallName, number> = {
  grant: 56_800,
  grantFor: 89_300,
  changeGrant: 39_700,
  revoke: 34_000,
  recordUse: 35_100,
  revokeAll: 29_900,
  openRequest: 56_500,
  approveOpened: 76_000,
  approveSigned: 100_800,
  approveOpenedFor: 108_400,
  approveSignedFor: 125_600,
  approveSignedForByThird: 133_300,
  issue: 86_700,
  accessOf: 8_600,
}

describe('GrantRegistry', () => {
  describe('gas', () => {
    after(() => {
      if (update) writeFileSync(snapshotFile, `${JSON.stringify(snapshot, null, 2)}\n`)
    })

    for (const [name, ceiling] of Object.entries(ceilings) as [CallName, number][]) {
      it(`${name} takes what it took, and at most ${ceiling}`, async (t) => {
        const { gas, floor } = await measure(name)
        if (update) snapshot[name] = { gas, floor }
        t.diagnostic(`${name}: ${gas} of ${ceiling}, floor ${floor}`)
        assert.ok(gas <= ceiling, `${gas} > ${ceiling}`)
        assert.deepEqual({ gas, floor }, snapshot[name], 'other than gas.snapshot.json; GRANTKEEP_UPDATE=1 rewrites it')
      })
    }

    it('law 7: grant, check and revoke cost the same among 200 other grants of the same parties', async () => {
      for (const [name, gas] of await measureAmongMany(200)) {
        const alone = (await measure(name)).gas
        assert.ok(Math.abs(gas - alone) <= alone * 0.02, `${name}: ${gas} among others, ${alone} alone`)
      }
    })
  })
})
