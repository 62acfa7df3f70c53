import { type Hex, zeroHash } from 'viem'
import { canonicalJson } from '../../../sdk/crypto/canonicalJson.ts'
import type { CredentialUpload, CredentialUploadResult } from '../../../sdk/wire/credential.ts'
import type { Chain, CredentialStore, EnvelopeStore, Session } from '../ports.ts'
import { checkUpload } from './checkUpload.ts'
import { missingChunks } from './missingChunks.ts'
import { RefusalError } from './RefusalError.ts'
import type { Settings } from './settings.ts'

/**
 * Stores a credential's header, proofs and the owner's envelope, durably when it resolves; its chunks follow one by one. What
 * is stored is never overwritten: the same upload again is answered with what is still missing.
 * @throws RefusalError
 */
export async function acceptUpload(
  dependencies: { store: CredentialStore & EnvelopeStore; chain: Chain; settings: Settings },
  session: Session,
  credentialId: Hex,
  upload: CredentialUpload,
): Promise<CredentialUploadResult & { readonly created: boolean }> {
  const { store, chain, settings } = dependencies
  const { credential, jwt, commitments, content, envelope } = upload
  if (session.address !== credential.issuer && session.address !== credential.owner) {
    throw new RefusalError('NOT_CREDENTIAL_PARTY')
  }
  checkUpload(credentialId, upload, settings)

  const state = await chain.credentialState(credentialId)
  if (state.status === 'none' || state.owner !== credential.owner) throw new RefusalError('CREDENTIAL_NOT_ON_CHAIN')
  if (state.status === 'withdrawn') throw new RefusalError('CREDENTIAL_STATUS_INVALID')

  const created = store.findCredential(credentialId) === undefined
  store.insertCredential({ credentialId, credential, jwt, commitments, content }, envelope)
  // The id commits to all of the upload but the envelope, so that a difference can only be there.
  const stored = store.findCredential(credentialId)
  const storedEnvelope = store.findEnvelope(credentialId, credential.owner, zeroHash)
  if (!stored || !storedEnvelope || canonicalJson(storedEnvelope) !== canonicalJson(envelope)) {
    throw new RefusalError('CREDENTIAL_CONFLICT')
  }
  const missing = missingChunks(store, stored)
  return { credentialId, complete: missing.length === 0, missing, created }
}
