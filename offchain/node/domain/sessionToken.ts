import { createHash } from 'node:crypto'
import type { Hex } from 'viem'

/** Tokens are stored hashed, so that a copy of the database opens no session, and are found by hash, in one look-up. */
export function tokenHashOf(token: string): Hex {
  return `0x${createHash('sha256').update(token).digest('hex')}`
}

/** The token of an `Authorization` header: the one place where a token may be. */
export function bearerTokenOf(authorization: string | undefined): string | undefined {
  return /^Bearer ([A-Za-z0-9_-]{43})$/i.exec(authorization ?? '')?.[1]
}
