import type { Hex } from 'viem'
import { chunkHashOf } from '../../../sdk/crypto/chunkHash.ts'
import type { CredentialStore, Session } from '../ports.ts'
import { findPartyCredential } from './findPartyCredential.ts'
import { RefusalError } from './RefusalError.ts'

/**
 * Stores one chunk of ciphertext, durably when it resolves. Only the bytes that the credential commits to are taken, so that
 * whoever sends them, and however often, what is stored is the same.
 * @throws RefusalError `CREDENTIAL_NOT_FOUND`, `CHUNK_NOT_FOUND`, `CHUNK_HASH_MISMATCH`
 */
export async function acceptChunk(
  { store }: { store: CredentialStore },
  session: Session,
  { credentialId, field, chunk }: { readonly credentialId: Hex; readonly field: number; readonly chunk: number },
  ciphertext: Uint8Array,
): Promise<void> {
  const stored = findPartyCredential(store, session, credentialId, ['issuer', 'owner'])
  const expected = stored.content[field]?.chunks[chunk]
  if (expected === undefined) throw new RefusalError('CHUNK_NOT_FOUND')
  if ((await chunkHashOf(ciphertext)) !== expected) throw new RefusalError('CHUNK_HASH_MISMATCH')
  if (store.storedChunks(credentialId).get(field)?.has(chunk)) return
  store.insertChunk(credentialId, field, chunk, ciphertext)
}
