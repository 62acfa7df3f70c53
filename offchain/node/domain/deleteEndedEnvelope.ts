import type { Access, EnvelopeStore } from '../ports.ts'
import type { EnvelopeKey } from './acceptEnvelope.ts'
import { grantIsOver } from './grantIsOver.ts'

/** Deletes the envelope of a grant that has ended for good, but none of a revision that this look at the chain is too old for. */
export function deleteEndedEnvelope(store: EnvelopeStore, access: Access, key: EnvelopeKey): void {
  if (!grantIsOver(access)) return
  const { credentialId, recipient, purposeHash } = key
  const envelope = store.findEnvelope(credentialId, recipient, purposeHash)
  if (envelope && envelope.header.revision <= access.grant.revision) {
    store.deleteEnvelope(credentialId, recipient, purposeHash)
  }
}
