import type { SigningKey } from '../../../sdk/crypto/signingKey.ts'
import { createSigningKey } from '../../../sdk/crypto/signingKey.ts'
import { identityDocuments } from '../../../sdk/schemas/identityDocuments.ts'
import { kycLevel } from '../../../sdk/schemas/kycLevel.ts'
import { personIdentification } from '../../../sdk/schemas/personIdentification.ts'
import type { Life } from './context.ts'

/** Participants introduce themselves, and the schemas are registered. */
export async function seed({ steps, people }: Life): Promise<{ readonly signingKey: SigningKey }> {
  const { issuer, user, consumer, otherConsumer, keys } = people
  const signingKey = await createSigningKey()
  await steps.does('issuer names itself and registers its signing key', async () => {
    await issuer.setProfile({ name: 'Aurora KYC', uri: 'https://kyc.example' })
    return issuer.registerSigningKey({ thumbprint: signingKey.thumbprint })
  })
  await steps.does('three schemas are registered', async () => {
    for (const schema of [personIdentification, kycLevel, identityDocuments]) await issuer.registerSchema({ schema })
    return { note: [personIdentification, kycLevel, identityDocuments].map(({ label }) => label).join(', ') }
  })
  await steps.does('user publishes an encryption key', () => user.publishKey({ encryptionKey: keys.user }))
  await steps.does('two consumers name themselves and publish their keys', async () => {
    await consumer.setProfile({ name: 'Borealis Exchange', uri: 'https://exchange.example' })
    await otherConsumer.setProfile({ name: 'Curious Ads', uri: 'https://ads.example' })
    await otherConsumer.publishKey({ encryptionKey: keys.otherConsumer })
    return consumer.publishKey({ encryptionKey: keys.consumer })
  })
  return { signingKey }
}
