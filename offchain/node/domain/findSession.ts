import type { Clock, Session, SessionStore } from '../ports.ts'
import { RefusalError } from './RefusalError.ts'
import { bearerTokenOf, tokenHashOf } from './sessionToken.ts'
import type { Settings } from './settings.ts'

/**
 * The session that a request comes under.
 * @throws RefusalError `SESSION_REQUIRED`, `SESSION_INVALID`, `SESSION_EXPIRED`
 */
export function findSession(
  { store, clock, settings }: { store: SessionStore; clock: Clock; settings: Settings },
  authorization: string | undefined,
): Session {
  if (authorization === undefined) throw new RefusalError('SESSION_REQUIRED')
  const token = bearerTokenOf(authorization)
  const session = token === undefined ? undefined : store.findSession(tokenHashOf(token))
  // A database may have served another chain: a session is worth nothing but where it was opened.
  if (session?.chainId !== settings.chainId || session.registry !== settings.registry) {
    throw new RefusalError('SESSION_INVALID')
  }
  if (clock.now() >= session.expiresAt) throw new RefusalError('SESSION_EXPIRED')
  return session
}

/** Ends the session that a request comes under, at once and for good. */
export function closeSession(store: SessionStore, authorization: string | undefined): void {
  const token = bearerTokenOf(authorization)
  if (token !== undefined) store.closeSession(tokenHashOf(token))
}
