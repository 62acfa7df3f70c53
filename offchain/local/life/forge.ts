import { createSigningKey } from '../../../sdk/crypto/signingKey.ts'
import { fieldMaskOf } from '../../../sdk/schemas/fieldMask.ts'
import { kycLevel } from '../../../sdk/schemas/kycLevel.ts'
import { addressOfRole, createConsumer } from '../participants.ts'
import { tamperingFetch } from '../tamperingFetch.ts'
import { chainTime, day, type Issued, type Life, purposes } from './context.ts'

/** What a dishonest node, and a dishonest issuer, try; the consumer's verdict catches both. */
export async function catchForgeries(life: Life, { kyc }: Issued): Promise<void> {
  const { stack, steps, people, person, addresses } = life
  const { user, rogueIssuer, consumer } = people
  const now = await chainTime(life)

  const deceived = createConsumer(stack, 'consumer', people.keys.consumer, { fetch: tamperingFetch })
  await steps.isRefused('ciphertext is altered on its way', 'CHUNK_HASH_MISMATCH', () =>
    deceived.fetchCredential({
      schema: kycLevel,
      credentialId: kyc.credentialId,
      fields: ['country'],
      purpose: purposes.verification,
    }),
  )

  const issuer = addressOfRole('rogueIssuer')
  const permit = await user.permitIssuance({ issuer, schemaId: kycLevel.id, deadline: now + day })
  const { credentialId } = await rogueIssuer.issueCredential({
    schema: kycLevel,
    claims: { ...person.kyc, kyc_level: 'high' },
    owner: addresses.user,
    signingKey: await createSigningKey(),
    expiresAt: now + day,
    permit,
  })
  await user.grantAccess({
    credentialId,
    consumer: addresses.consumer,
    purpose: purposes.verification,
    fields: fieldMaskOf(kycLevel, ['kyc_level']),
    expiresAt: now + day,
  })
  const forged = { schema: kycLevel, credentialId, fields: ['kyc_level'], purpose: purposes.verification } as const
  await steps.isRefused("a credential's signing key was never registered", 'SIGNING_KEY_NOT_FOUND', () =>
    consumer.fetchCredential(forged),
  )
  await steps.isRefused('a credential is by another issuer than the accepted one', 'ISSUER_NOT_ACCEPTED', () =>
    consumer.fetchCredential({ ...forged, issuers: [addresses.issuer] }),
  )
}
