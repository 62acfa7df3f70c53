import { type Hex, zeroHash } from 'viem'
import type { OwnCredential } from '../../../sdk/wire/credential.ts'
import type { Page } from '../../../sdk/wire/history.ts'
import type { Chain, CredentialStore, EnvelopeStore, Session, StoredCredential } from '../ports.ts'
import { findPartyCredential } from './findPartyCredential.ts'
import { missingChunks } from './missingChunks.ts'
import { RefusalError } from './RefusalError.ts'

type Dependencies = { readonly store: CredentialStore & EnvelopeStore; readonly chain: Chain }

/** The owner's own credential, with the owner's own envelope. */
export async function readOwnCredential(
  dependencies: Dependencies,
  session: Session,
  credentialId: Hex,
): Promise<OwnCredential> {
  return describe(dependencies, findPartyCredential(dependencies.store, session, credentialId, ['owner']))
}

/** Each entry is whole, and costs a question to the chain. */
const maxPage = 20

/** A page of the owner's own credentials; it may be shorter than asked for. */
export async function listOwnCredentials(
  dependencies: Dependencies,
  session: Session,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<OwnCredential>> {
  const { items, next } = dependencies.store.listCredentials(session.address, cursor, Math.min(limit, maxPage))
  const described = await Promise.all(items.map((stored) => describe(dependencies, stored)))
  return { items: described, next }
}

/** One chunk of the owner's own ciphertext. */
export function readOwnChunk(
  { store }: { readonly store: CredentialStore },
  session: Session,
  { credentialId, field, chunk }: { readonly credentialId: Hex; readonly field: number; readonly chunk: number },
): Uint8Array {
  findPartyCredential(store, session, credentialId, ['owner'])
  const ciphertext = store.readChunk(credentialId, field, chunk)
  if (!ciphertext) throw new RefusalError('CHUNK_NOT_FOUND')
  return ciphertext
}

async function describe({ store, chain }: Dependencies, stored: StoredCredential): Promise<OwnCredential> {
  const { credentialId, credential, jwt, commitments, content } = stored
  const { status, epoch } = await chain.credentialState(credentialId)
  const envelope = store.findEnvelope(credentialId, credential.owner, zeroHash)
  if (!envelope) throw new RefusalError('CREDENTIAL_NOT_FOUND')
  return {
    credentialId,
    credential,
    status,
    epoch,
    jwt,
    commitments: [...commitments],
    content: content.map(({ chunks }) => ({ chunks: [...chunks] })),
    envelope,
    complete: missingChunks(store, stored).length === 0,
  }
}
