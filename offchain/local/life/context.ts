import { isDeepStrictEqual } from 'node:util'
import type { Hex } from 'viem'
import { latestTime } from '../../../sdk/actions/public/latestTime.ts'
import type { CreatedCredential } from '../../../sdk/credential/createCredential.ts'
import type { FieldNameOf } from '../../../sdk/schemas/fieldTypes.ts'
import { kycLevel } from '../../../sdk/schemas/kycLevel.ts'
import type { SamplePerson } from '../../samples/data/people.ts'
import type { Participants } from '../participants.ts'
import type { Stack } from '../startStack.ts'
import type { Steps } from '../steps.ts'

export const minute = 60
export const hour = 60 * minute
export const day = 24 * hour

/** Purposes in the terms of the W3C Data Privacy Vocabulary. */
export const purposes = {
  verification: 'dpv:IdentityVerification',
  accounts: 'dpv:CustomerManagement',
  marketing: 'dpv:Marketing',
} as const

/** What every chapter of the life has at hand. */
export type Life = {
  readonly stack: Stack
  readonly steps: Steps
  readonly people: Participants
  readonly person: SamplePerson
  readonly addresses: Readonly<Record<'issuer' | 'user' | 'consumer' | 'otherConsumer', Hex>>
}

/** The credentials that the issuer has issued. */
export type Issued = { readonly kyc: CreatedCredential; readonly documents: CreatedCredential }

/** Fails a step whose values are not exactly those expected. */
export function expectSame(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) {
    throw new Error(`Expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}.`)
  }
}

/** Seconds of the local chain's clock, which the life moves ahead. */
export function chainTime({ people }: Life): Promise<number> {
  return latestTime(people.user)
}

/** The consumer reads fields of the verification level. */
export function fetchKyc<const N extends FieldNameOf<typeof kycLevel>>(
  { people }: Life,
  credentialId: Hex,
  fields: readonly N[],
  purpose: string = purposes.verification,
) {
  return people.consumer.fetchCredential({ schema: kycLevel, credentialId, fields, purpose })
}

/** Reads fields and expects exactly what the issuer stated of the person, and nothing beside it. */
export async function readKyc<const N extends FieldNameOf<typeof kycLevel>>(
  life: Life,
  credentialId: Hex,
  fields: readonly N[],
  purpose?: string,
) {
  const { claims, block } = await fetchKyc(life, credentialId, fields, purpose)
  const stated: Record<string, unknown> = life.person.kyc
  expectSame(claims, Object.fromEntries(fields.map((name) => [name, stated[name]])))
  return { note: `${JSON.stringify(claims)} at block ${block.number}` }
}
