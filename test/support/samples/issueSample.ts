import { type CreateCredentialParameters, createCredential } from '../../../sdk/credential/createCredential.ts'
import { createEncryptionKey } from '../../../sdk/crypto/encryptionKey.ts'
import { openEnvelope } from '../../../sdk/crypto/openEnvelope.ts'
import { createSigningKey } from '../../../sdk/crypto/signingKey.ts'
import type { Schema } from '../../../sdk/schemas/defineSchema.ts'
import { chainId, issuer, owner, registry } from './parties.ts'

/** A credential issued to the sample owner, with the owner's key, and the field keys out of the owner's envelope. */
export async function issueSample<S extends Schema>(
  stated: Pick<CreateCredentialParameters<S>, 'schema' | 'claims' | 'attachments'>,
) {
  const ownerKey = createEncryptionKey({ version: 1 })
  const signingKey = await createSigningKey()
  const created = await createCredential<S>({
    ...stated,
    owner,
    issuer,
    signingKey,
    issuedAt: 1_790_000_000,
    expiresAt: 1_821_536_000,
    chainId,
    registry,
    ownerKey: { publicKey: ownerKey.publicKey, version: 1 },
  } as CreateCredentialParameters<S>)
  const keys = openEnvelope({ ...created.envelope, key: ownerKey })
  return { ...created, ownerKey, signingKey, keys }
}
