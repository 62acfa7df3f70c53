import { deployRegistry } from '../../test/contracts/support/registry.ts'
import { accessOf, type CallName, revoke } from './calls.ts'
import { grantOthers } from './manyGrants.ts'
import { accountFor } from './measure.ts'

/** Gas of the calls that history could make dearer, between parties that have `count` other grants. */
export async function measureAmongMany(count: number): Promise<ReadonlyMap<CallName, number>> {
  const fixture = await deployRegistry({ reproducible: true })
  const { credentialId } = await fixture.issue()
  await grantOthers(fixture, credentialId, count)
  const hashes = [
    ['grant', await fixture.grant(credentialId, await fixture.termsOf())],
    ['accessOf', await accessOf(fixture, credentialId)],
    ['revoke', await revoke(fixture, credentialId)],
  ] as const
  const measured = new Map<CallName, number>()
  for (const [name, hash] of hashes) measured.set(name, (await accountFor(fixture, name, hash)).gas)
  return measured
}
