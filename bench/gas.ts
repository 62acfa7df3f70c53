import hre from 'hardhat'
import type { GasAccount } from './gas/account.ts'
import { type CallName, calls } from './gas/calls.ts'
import { measureEas } from './gas/eas.ts'
import { measure } from './gas/measure.ts'
import { measureAmongMany } from './gas/measureAmongMany.ts'
import { atMost, type Report, type Result, reference } from './report.ts'

/** Gas at most, 21,000 included but for `accessOf`; null where a call is measured only for comparison. */
const targets: Record<CallName, number | null> = {
  grant: 56_000,
  grantFor: 89_000,
  changeGrant: 38_500,
  revoke: 34_000,
  recordUse: 34_500,
  revokeAll: 34_000,
  openRequest: 58_000,
  approveOpened: 81_000,
  approveSigned: 107_000,
  approveOpenedFor: 109_000,
  approveSignedFor: 126_000,
  approveSignedForByThird: null,
  issue: 95_000,
  accessOf: 12_000,
}

/** Of its floor that a call may take. */
const overFloor = 1.1
const many = 10_000
const withinAtMany = 0.02

export async function gas(): Promise<Report> {
  await hre.tasks.getTask('build').run({ quiet: true })
  const eas = await measureEas()
  const atMany = await measureAmongMany(many)

  const results: Result[] = []
  const notes: string[] = []
  for (const name of Object.keys(calls) as CallName[]) {
    const account = await measure(name)
    const target = targets[name]
    results.push(target === null ? reference(name, account.gas, 'gas') : atMost(name, account.gas, 'gas', target))
    // A view pays for no transaction, so that next to nothing is left to stay near to.
    const met = name === 'accessOf' ? null : account.gas <= account.floor * overFloor
    results.push({ ...reference(`${name}Floor`, account.floor, 'gas'), met })
    const besides = eas?.get(name)
    if (besides !== undefined) results.push(reference(`${name}Eas`, besides, 'gas'))
    const later = atMany.get(name)
    if (later !== undefined) {
      const kept = Math.abs(later - account.gas) <= account.gas * withinAtMany
      const most = Math.floor(account.gas * (1 + withinAtMany))
      results.push({ name: `${name}At${many}`, value: later, unit: 'gas', target: most, met: kept })
    }
    if (name === 'grant' || name === 'recordUse') notes.push(describe(name, account))
  }
  notes.push('Beside a floor, ok says that the call takes at most a tenth more.')
  if (eas === undefined) {
    notes.push('EAS was NOT measured: @ethereum-attestation-service/eas-contracts is not installed (npm ci).')
  }
  return { results, notes }
}

function describe(name: CallName, { gas, floor, parts, above }: GasAccount): string {
  const list = (items: Iterable<readonly [string, number]>) =>
    [...items]
      .filter(([, value]) => value !== 0)
      .map(([part, value]) => `${part} ${value.toLocaleString('en')}`)
      .join(' + ')
  const made = list(Object.entries(parts))
  const over = [...above].sort(([, a], [, b]) => b - a)
  return `${name}: floor ${floor.toLocaleString('en')} = ${made}\n  + ${(gas - floor).toLocaleString('en')} = ${list(over)}`
}
