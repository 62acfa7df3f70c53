import { numberToHex } from 'viem'
import type { ErrorDetails } from '../../../sdk/errors/GrantkeepError.ts'
import type { Access } from '../ports.ts'
import type { RefusalCode } from './RefusalError.ts'

/** Seconds in which one use covers every read; `USE_WINDOW` of the registry. */
export const useWindow = 15 * 60
/** The number of uses that is not counted down; `UNLIMITED_USES` of the registry. */
export const unlimitedUses = 0xffff

export type ReleaseFacts = {
  /** Mask of the fields asked for. */
  readonly fields: bigint
  /** What the chain says at one block about this credential, consumer, purpose and session. */
  readonly access: Access
  /** Unix seconds of the node's clock. */
  readonly now: number
  /** Mask of the fields that any earlier revision granted. It words a denial and decides nothing. */
  readonly everGranted: bigint
  /** Fields of the consumer's envelope, where one is stored. */
  readonly envelopeFields: bigint | undefined
  /** Whether the whole ciphertext of the fields asked for is stored. */
  readonly contentStored: boolean
}

export type ReleaseDecision =
  | { readonly outcome: 'released' }
  | { readonly outcome: 'denied'; readonly code: RefusalCode; readonly details?: ErrorDetails }

/**
 * The release decision. The chain's own answer decides, narrowed by the node's clock: whatever ends does so by the later
 * of block and clock, whatever begins by the earlier. All else here finds the word for a denial.
 */
export function decideRelease(facts: ReleaseFacts): ReleaseDecision {
  const { access, fields, envelopeFields } = facts
  const [earliest, latest] = [Math.min(access.block.timestamp, facts.now), Math.max(access.block.timestamp, facts.now)]

  // First, since it depends on the session and the consumer alone and so tells nothing about grants.
  if (!access.actorMayAct) return denied('SESSION_NOT_FOR_CONSUMER')

  const readable =
    fields !== 0n &&
    (fields & ~access.fields) === 0n &&
    latest < access.readableUntil &&
    earliest >= access.grant.startsAt
  if (!readable) return explainDenial(facts, earliest, latest)

  if (envelopeFields === undefined) return denied('ENVELOPE_NOT_STORED')
  // An envelope with a key that is no longer granted is not served at all: no part of it can be held back.
  if ((envelopeFields & ~access.fields) !== 0n || (fields & ~envelopeFields) !== 0n)
    return denied('ENVELOPE_SUPERSEDED')
  if (!facts.contentStored) return denied('CONTENT_NOT_STORED')
  return { outcome: 'released' }
}

/** Why the chain's answer lets nothing be read: the rules of `AccessRules.sol`, in its order. */
function explainDenial(
  { access, fields, everGranted }: ReleaseFacts,
  earliest: number,
  latest: number,
): ReleaseDecision {
  const { grant } = access
  const ofThisEpoch = grant.epoch === access.epoch
  if (access.status === 'none' || grant.revision === 0) return denied('ACCESS_GRANT_NOT_FOUND')
  if (grant.fields === 0n || (!ofThisEpoch && latest >= grant.lockedUntil)) return denied('ACCESS_GRANT_REVOKED')
  if (earliest < grant.startsAt) return denied('ACCESS_GRANT_NOT_STARTED', { startsAt: grant.startsAt })
  if (latest >= grant.expiresAt) return denied('ACCESS_GRANT_EXPIRED', { expiresAt: grant.expiresAt })

  const missing = fields & ~grant.fields
  if (missing !== 0n) {
    const code = (missing & ~everGranted) === 0n ? 'FIELD_NO_LONGER_GRANTED' : 'FIELD_NOT_GRANTED'
    return denied(code, { fields: numberToHex(missing) })
  }
  if (grant.usesLeft !== unlimitedUses) {
    const windowEndsAt = Math.min(grant.lastUsedAt + useWindow, ofThisEpoch ? grant.expiresAt : grant.lockedUntil)
    if (grant.lastUsedAt === 0 && grant.usesLeft > 0) return denied('ACCESS_USE_NOT_RECORDED')
    if (grant.usesLeft === 0 && latest >= windowEndsAt) return denied('ACCESS_USES_EXHAUSTED')
    if (latest >= windowEndsAt) return denied('ACCESS_USE_WINDOW_CLOSED', { windowEndsAt })
  }
  return denied('ACCESS_GRANT_NOT_ACTIVE')
}

function denied(code: RefusalCode, details?: ErrorDetails): ReleaseDecision {
  return details === undefined ? { outcome: 'denied', code } : { outcome: 'denied', code, details }
}
