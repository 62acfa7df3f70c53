import type { Address, Hex } from 'viem'
import { envelopeHashOf } from '../../../sdk/typedData/hashes.ts'
import type { Envelope } from '../../../sdk/wire/envelope.ts'
import type { EnvelopeStore, Indexer, IndexStore } from '../ports.ts'
import { RefusalError } from './RefusalError.ts'
import type { Settings } from './settings.ts'
import { shareIndexOf } from './shareIndexOf.ts'

export type EnvelopeKey = { readonly credentialId: Hex; readonly recipient: Address; readonly purposeHash: Hex }

/**
 * Stores this node's share of an envelope that the owner's newest write on the grant approved. Whoever brings it: the chain
 * vouches for the header, and the header for the share.
 * @throws RefusalError
 */
export async function acceptEnvelope(
  { store, indexer, settings }: { store: EnvelopeStore & IndexStore; indexer: Indexer; settings: Settings },
  key: EnvelopeKey,
  envelope: Envelope,
): Promise<{ readonly envelopeHash: Hex; readonly revision: number; readonly stored: true }> {
  const { header, share } = envelope
  const fits =
    header.credentialId === key.credentialId &&
    header.recipient === key.recipient &&
    header.purposeHash === key.purposeHash &&
    header.chainId === settings.chainId &&
    header.registry === settings.registry
  if (!fits) throw new RefusalError('ENVELOPE_MISMATCH')
  if (shareIndexOf(header, share) === undefined) throw new RefusalError('ENVELOPE_SHARE_MISMATCH')

  const envelopeHash = envelopeHashOf(header)
  if (store.findApprovedEnvelope(envelopeHash, header) === undefined) await indexer.sync()
  const approved = store.findApprovedEnvelope(envelopeHash, header)
  if (approved?.revision !== header.revision) throw new RefusalError('ENVELOPE_NOT_APPROVED')

  putApproved(store, envelopeHash, envelope)
  return { envelopeHash, revision: header.revision, stored: true }
}

/** Without a pause between its steps, so that no other request comes in between. */
function putApproved(store: EnvelopeStore, envelopeHash: Hex, envelope: Envelope): void {
  const { credentialId, recipient, purposeHash } = envelope.header
  if (store.putEnvelope(envelope)) return
  const stored = store.findEnvelope(credentialId, recipient, purposeHash)
  if (stored && envelopeHashOf(stored.header) === envelopeHash) {
    // A node keeps one share: two of them would be a step towards opening the envelope.
    if (stored.share !== envelope.share) throw new RefusalError('ENVELOPE_CONFLICT')
    return
  }
  // Revisions only rise on one chain: what is stored was approved in a block that the chain has dropped since.
  store.deleteEnvelope(credentialId, recipient, purposeHash)
  store.putEnvelope(envelope)
}
