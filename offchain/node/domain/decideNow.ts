import { purposeHashOf } from '../../../sdk/typedData/hashes.ts'
import type { Envelope } from '../../../sdk/wire/envelope.ts'
import type { ReleaseRequest } from '../../../sdk/wire/release.ts'
import type {
  Access,
  Chain,
  Clock,
  CredentialStore,
  EnvelopeStore,
  IndexStore,
  ReceiptEntry,
  ReceiptLog,
  ReceiptStore,
  Session,
  StoredCredential,
} from '../ports.ts'
import { decideRelease } from './decideRelease.ts'
import { deleteEndedEnvelope } from './deleteEndedEnvelope.ts'
import { isContentStored } from './missingChunks.ts'
import { RefusalError } from './RefusalError.ts'
import type { Settings } from './settings.ts'

export type ReleaseDependencies = {
  readonly store: CredentialStore & EnvelopeStore & ReceiptStore & IndexStore
  readonly chain: Chain
  readonly receipts: ReceiptLog
  readonly clock: Clock
  readonly settings: Settings
}

/** What may be released, and what the decision was taken on. */
export type Permission = {
  readonly access: Access
  readonly credential: StoredCredential
  readonly envelope: Envelope
  /** What a receipt says of this decision. */
  readonly entry: ReceiptEntry
}

/**
 * Asks the chain now, decides, and records a denial before it is told. Every request takes the same path, whatever the
 * store knows, so that an outsider can't tell why it is refused by how long that takes.
 * @throws RefusalError with the code of the denial
 */
export async function decideNow(
  dependencies: ReleaseDependencies,
  session: Session,
  request: ReleaseRequest,
): Promise<Permission> {
  const { store, chain, clock } = dependencies
  const { credentialId, consumer, purpose, fields } = request
  const purposeHash = purposeHashOf(purpose)
  const access = await chain.accessOf({ credentialId, consumer, purposeHash, actor: session.address })

  const credential = store.findCredential(credentialId)
  const envelope = store.findEnvelope(credentialId, consumer, purposeHash)
  const now = clock.now()
  const decision = decideRelease({
    fields,
    access,
    now,
    everGranted: store.everGranted(credentialId, consumer, purposeHash),
    envelopeFields: envelope?.header.fields,
    contentStored: isContentStored(store, credential, fields),
  })
  const entry: ReceiptEntry = {
    consumer,
    owner: access.owner,
    credentialId,
    fields,
    purpose,
    blockNumber: access.block.number,
    blockHash: access.block.hash,
    time: now,
    outcome: decision.outcome === 'released' ? 'released' : decision.code,
  }
  if (decision.outcome === 'denied') {
    deleteEndedEnvelope(store, access, { credentialId, recipient: consumer, purposeHash })
    await recordDenial(dependencies, session, access, entry)
    throw new RefusalError(decision.code, { details: decision.details, block: access.block })
  }
  // The decision was taken on both; this tells the compiler so.
  if (!credential || !envelope) throw new TypeError('Released without a credential or an envelope')
  return { access, credential, envelope, entry }
}

/**
 * One receipt a minute for denials that differ in nothing else, of credentials that exist. It names who asked: a session that
 * may not act for a consumer leaves no trace in that consumer's name.
 */
async function recordDenial(
  { store, receipts }: ReleaseDependencies,
  session: Session,
  access: Access,
  entry: ReceiptEntry,
): Promise<void> {
  if (access.status === 'none') return
  const attributed = access.actorMayAct ? entry : { ...entry, consumer: session.address }
  if (store.countDenial(attributed)) await receipts.append(attributed)
}
