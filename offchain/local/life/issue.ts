import type { SigningKey } from '../../../sdk/crypto/signingKey.ts'
import { identityDocuments } from '../../../sdk/schemas/identityDocuments.ts'
import { kycLevel } from '../../../sdk/schemas/kycLevel.ts'
import { personIdentification } from '../../../sdk/schemas/personIdentification.ts'
import { chainTime, day, expectSame, type Issued, type Life } from './context.ts'

/** The issuer issues three credentials, each with the user's permit given up front. */
export async function issue(life: Life, { signingKey }: { readonly signingKey: SigningKey }): Promise<Issued> {
  const { steps, people, person, addresses } = life
  const { issuer, user } = people
  const now = await chainTime(life)
  const terms = { owner: addresses.user, signingKey, expiresAt: now + 365 * day }
  const permitFor = (schema: { readonly id: `0x${string}` }) =>
    user.permitIssuance({ issuer: addresses.issuer, schemaId: schema.id, deadline: now + 7 * day })

  const kyc = await steps.does('issuer issues the verification level, encrypted to the user', async () => {
    const permit = await permitFor(kycLevel)
    const issued = await issuer.issueCredential({ ...terms, schema: kycLevel, claims: person.kyc, permit })
    return { ...issued, note: describe(issued.delivery) }
  })
  await steps.does('issuer issues the person identification', async () => {
    const permit = await permitFor(personIdentification)
    const claims = person.identification
    const issued = await issuer.issueCredential({ ...terms, schema: personIdentification, claims, permit })
    return { ...issued, note: describe(issued.delivery) }
  })
  const documents = await steps.does('issuer issues the identity documents, with their files', async () => {
    const permit = await permitFor(identityDocuments)
    const { claims, attachments } = person.documents
    const issued = await issuer.issueCredential({ ...terms, schema: identityDocuments, claims, attachments, permit })
    const files = Object.values(attachments).filter((file) => file != null)
    const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0)
    return { ...issued, note: `${describe(issued.delivery)}, ${files.length} files of ${Math.round(bytes / 1000)} kB` }
  })
  await steps.does('user reads the own credential', async () => {
    const { claims } = await user.readCredential({ schema: kycLevel, credentialId: kyc.credentialId })
    const stated: Record<string, unknown> = person.kyc
    expectSame(claims, Object.fromEntries(kycLevel.fields.map(({ name }) => [name, stated[name] ?? null])))
    return { note: `${kycLevel.fields.length} fields` }
  })
  return { kyc: kyc.created, documents: documents.created }
}

function describe({ acknowledged, of }: { readonly acknowledged: number; readonly of: number }): string {
  if (acknowledged < of) throw new Error(`Only ${acknowledged} of ${of} nodes stored the credential.`)
  return `stored by ${acknowledged} of ${of} nodes`
}
