import type { CredentialUploadResult } from '../../../sdk/wire/credential.ts'
import type { CredentialStore, StoredCredential } from '../ports.ts'

/** What of a credential's content is not stored yet, field by field. */
export function missingChunks(store: CredentialStore, credential: StoredCredential): CredentialUploadResult['missing'] {
  const stored = store.storedChunks(credential.credentialId)
  return credential.content.flatMap(({ chunks }, field) => {
    const missing = chunks.map((_, chunk) => chunk).filter((chunk) => !stored.get(field)?.has(chunk))
    return missing.length > 0 ? [{ field, chunks: missing }] : []
  })
}

/** Whether all of the content of the fields in `mask` is stored, and the credential has them. */
export function isContentStored(
  store: CredentialStore,
  credential: StoredCredential | undefined,
  mask: bigint,
): boolean {
  if (!credential || mask >> BigInt(credential.content.length) !== 0n) return false
  return missingChunks(store, credential).every(({ field }) => (mask & (1n << BigInt(field))) === 0n)
}
