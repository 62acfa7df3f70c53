import { randomBytes } from 'node:crypto'
import type { Address } from 'viem'
import type { NonceResult } from '../../../sdk/wire/session.ts'
import type { Clock, SessionStore } from '../ports.ts'
import { RefusalError } from './RefusalError.ts'
import { loginStatement, type Settings } from './settings.ts'

/**
 * A nonce for one login of one address. Nobody else's login can use it, nor use it up.
 * @throws RefusalError `TOO_MANY_NONCES`
 */
export function createNonce(
  { store, clock, settings }: { store: SessionStore; clock: Clock; settings: Settings },
  { address }: { readonly address: Address },
): NonceResult {
  // Void nonces wait for the housekeeping; they are cleared at once where they would cost somebody a login.
  if (store.countNonces(address) >= settings.maxNonces) store.deleteExpired(clock.now())
  if (store.countNonces(address) >= settings.maxNonces) throw new RefusalError('TOO_MANY_NONCES')
  // ERC-4361 nonces are alphanumeric: 128 random bits as hex.
  const nonce = randomBytes(16).toString('hex')
  const expiresAt = clock.now() + settings.nonceLifetime
  store.insertNonce({ nonce, address, expiresAt })
  const { origin, host } = settings.publicUrl
  return { nonce, domain: host, uri: origin, chainId: settings.chainId, statement: loginStatement, expiresAt }
}
