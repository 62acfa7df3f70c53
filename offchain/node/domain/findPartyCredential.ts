import type { Hex } from 'viem'
import type { CredentialStore, Session, StoredCredential } from '../ports.ts'
import { RefusalError } from './RefusalError.ts'

/**
 * The stored credential, for one of its parties. To everybody else an unknown credential and another's are the same.
 * @throws RefusalError `CREDENTIAL_NOT_FOUND`
 */
export function findPartyCredential(
  store: CredentialStore,
  session: Session,
  credentialId: Hex,
  parties: readonly ('owner' | 'issuer')[],
): StoredCredential {
  const stored = store.findCredential(credentialId)
  if (!stored || !parties.some((party) => stored.credential[party] === session.address)) {
    throw new RefusalError('CREDENTIAL_NOT_FOUND')
  }
  return stored
}
