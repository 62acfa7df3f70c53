import { randomBytes } from 'node:crypto'
import type { Hex } from 'viem'
import type { SessionResult } from '../../../sdk/wire/session.ts'
import type { Clock, SessionStore } from '../ports.ts'
import { type LoginMessage, parseLoginMessage } from './parseLoginMessage.ts'
import { RefusalError } from './RefusalError.ts'
import { tokenHashOf } from './sessionToken.ts'
import { loginStatement, type Settings } from './settings.ts'
import type { LoginVerifier } from './verifyLoginSignature.ts'

/** Seconds that the clocks of a wallet and a node may differ. */
const clockSkew = 60
/** Seconds ahead at which a sign-in message may expire at the latest. */
const maxMessageLifetime = 3600

/**
 * Opens a session for who signed a sign-in message for this node. Every value is compared here, since libraries compare none
 * that they aren't told; the nonce is used up by success only, in the transaction that creates the session.
 * @throws RefusalError `LOGIN_…`
 */
export async function openSession(
  dependencies: { store: SessionStore; clock: Clock; settings: Settings; verifyLogin: LoginVerifier },
  login: { readonly message: string; readonly signature: Hex },
): Promise<SessionResult> {
  const { store, clock, settings, verifyLogin } = dependencies
  const message = parseLoginMessage(login.message)
  requireThisNode(message, settings)
  const nonceExpiresAt = requireNonce(message, store, clock.now())
  requireTimes(message, nonceExpiresAt - settings.nonceLifetime, clock.now())
  const { address, nonce } = message
  if (!(await verifyLogin({ address, message: login.message, signature: login.signature }))) {
    throw new RefusalError('LOGIN_SIGNATURE_INVALID')
  }
  const { chainId, registry } = settings
  const token = randomBytes(32).toString('base64url')
  const expiresAt = clock.now() + settings.sessionLifetime
  const opened = store.openSession(nonce, tokenHashOf(token), { address, chainId, registry, expiresAt }, clock.now())
  // Another login was faster while this one's signature was verified.
  if (!opened) throw new RefusalError('LOGIN_NONCE_UNKNOWN')
  return { token, address, expiresAt }
}

function requireThisNode(message: LoginMessage, { publicUrl, chainId }: Settings): void {
  if (message.domain !== publicUrl.host) throw new RefusalError('LOGIN_DOMAIN_MISMATCH')
  if (message.uri !== publicUrl.origin) throw new RefusalError('LOGIN_URI_MISMATCH')
  if (message.chainId !== chainId) throw new RefusalError('LOGIN_CHAIN_MISMATCH')
  if (message.statement !== loginStatement) throw new RefusalError('LOGIN_STATEMENT_MISMATCH')
  if (message.resources !== undefined || message.requestId !== undefined) {
    throw new RefusalError('LOGIN_RESOURCES_NOT_ACCEPTED')
  }
}

function requireNonce(message: LoginMessage, store: SessionStore, now: number): number {
  const nonce = store.findNonce(message.nonce)
  if (nonce?.address !== message.address) throw new RefusalError('LOGIN_NONCE_UNKNOWN')
  if (now >= nonce.expiresAt) throw new RefusalError('LOGIN_NONCE_EXPIRED')
  return nonce.expiresAt
}

/** Judged by the time at which this node gave the nonce, so that a wrong clock at the other end is seen for what it is. */
function requireTimes({ issuedAt, expirationTime, notBefore }: LoginMessage, nonceIssuedAt: number, now: number): void {
  const valid =
    issuedAt >= nonceIssuedAt - clockSkew &&
    issuedAt <= now + clockSkew &&
    expirationTime !== undefined &&
    expirationTime > now &&
    expirationTime <= now + maxMessageLifetime &&
    expirationTime > issuedAt &&
    (notBefore === undefined || notBefore <= now)
  if (!valid) throw new RefusalError('LOGIN_TIME_INVALID')
}
