import { fieldMaskOf } from '../../../sdk/schemas/fieldMask.ts'
import { identityDocuments } from '../../../sdk/schemas/identityDocuments.ts'
import { chainTime, day, expectSame, type Issued, type Life, purposes } from './context.ts'

/** The user shares one file by a signature that somebody else pays for; what was signed cannot be used again. */
export async function shareBySignature(life: Life, { documents }: Issued): Promise<void> {
  const { steps, people, person, addresses } = life
  const { user, consumer, relayer } = people
  const { credentialId } = documents
  const now = await chainTime(life)
  const decision = {
    credentialId,
    consumer: addresses.consumer,
    purpose: purposes.verification,
    fields: fieldMaskOf(identityDocuments, ['document_type', 'passport_scan']),
    expiresAt: now + day,
    deadline: now + day,
  }

  const signed = await user.signGrantAccess(decision)
  await steps.does('a relayer sends the grant that the user signed', () => relayer.grantAccessFor(signed))
  await steps.does('consumer reads the passport scan, byte for byte', async () => {
    const { attachments } = await consumer.fetchCredential({
      schema: identityDocuments,
      credentialId,
      fields: ['document_type', 'passport_scan'],
      purpose: purposes.verification,
    })
    const { bytes, mediaType } = attachments.passport_scan
    expectSame(Buffer.from(bytes), Buffer.from(person.documents.attachments.passport_scan.bytes))
    return { note: `${mediaType}, ${Math.round(bytes.length / 1000)} kB` }
  })
  const unsent = await user.signGrantAccess(decision)
  await steps.does('user revokes it', () => user.revokeAccess(decision))
  await steps.isRefused('the same signed grant is sent again', 'NONCE_ALREADY_USED', () =>
    relayer.grantAccessFor(signed),
  )
  await steps.isRefused('a grant signed before the revocation is sent', 'REVISION_MISMATCH', () =>
    relayer.grantAccessFor(unsent),
  )
}
