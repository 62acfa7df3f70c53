import type { Hex } from 'viem'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import type { AccessRequest } from '../../wire/request.ts'
import { latestTime } from '../public/latestTime.ts'
import type { AccessDecision } from './prepareAccess.ts'

export type RequestDecision = {
  readonly request: AccessRequest
  /** The credential to answer with. */
  readonly credentialId: Hex
  /** The consumer's signature where the request was not opened on chain. */
  readonly consumerSignature?: Hex | undefined
  /** Some of the fields asked for; all by default. */
  readonly fields?: bigint | undefined
  /** Unix seconds; at once by default. */
  readonly startsAt?: number | undefined
  /** Unix seconds; by default as long as was asked. */
  readonly expiresAt?: number | undefined
  /** By default as many as were asked. */
  readonly uses?: number | undefined
  /** Unix seconds; no lock by default, whatever was asked. */
  readonly lockedUntil?: number | undefined
}

/** What an answer to a request comes to as terms of a grant. */
export async function decideRequest(client: GrantkeepClient, decision: RequestDecision): Promise<AccessDecision> {
  const { request, credentialId, startsAt, lockedUntil } = decision
  const start = Math.max(startsAt ?? 0, await latestTime(client))
  return {
    credentialId,
    consumer: request.consumer,
    purpose: request.purpose,
    fields: decision.fields ?? request.fields,
    startsAt,
    expiresAt: decision.expiresAt ?? start + request.duration,
    lockedUntil,
    uses: decision.uses ?? request.maxUses,
  }
}
