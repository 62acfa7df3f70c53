import type { Database } from 'better-sqlite3'
import { getAddress } from 'viem'
import type { Session, SessionStore } from '../../ports.ts'
import { assertRowDigest, rowDigestOf } from './rowDigest.ts'
import type { Transactions } from './transactions.ts'

type SessionRow = { token_hash: string; address: string; chain_id: string; registry: string; expires_at: number }

export function createSessionStore(database: Database, { read, write }: Transactions): SessionStore {
  const insertNonce = database.prepare('INSERT INTO nonces (nonce, address, expires_at) VALUES (?, ?, ?)')
  const findNonce = database.prepare<[string], { address: string; expires_at: number }>(
    'SELECT address, expires_at FROM nonces WHERE nonce = ?',
  )
  const countNonces = database.prepare<[string], number>('SELECT count(*) FROM nonces WHERE address = ?').pluck()
  const takeNonce = database.prepare('DELETE FROM nonces WHERE nonce = ? AND address = ? AND expires_at > ?')
  const insertSession = database.prepare(
    'INSERT INTO sessions (token_hash, address, chain_id, registry, expires_at, digest) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const findSession = database.prepare<[string], SessionRow & { digest: Buffer }>(
    'SELECT token_hash, address, chain_id, registry, expires_at, digest FROM sessions WHERE token_hash = ?',
  )
  const closeSession = database.prepare('DELETE FROM sessions WHERE token_hash = ?')
  const expireNonces = database.prepare('DELETE FROM nonces WHERE expires_at <= ?')
  const expireSessions = database.prepare('DELETE FROM sessions WHERE expires_at <= ?')

  return {
    insertNonce: ({ nonce, address, expiresAt }) =>
      write(() => void insertNonce.run(nonce, address.toLowerCase(), expiresAt)),
    findNonce: (nonce) =>
      read(() => {
        const row = findNonce.get(nonce)
        return row && { address: getAddress(row.address), expiresAt: row.expires_at }
      }),
    countNonces: (address) => read(() => countNonces.get(address.toLowerCase()) ?? 0),
    openSession: (nonce, tokenHash, session, now) =>
      write(() => {
        if (takeNonce.run(nonce, session.address.toLowerCase(), now).changes !== 1) return false
        const row = rowOf(tokenHash, session)
        insertSession.run(...Object.values(row), rowDigestOf(row))
        return true
      }),
    findSession: (tokenHash) =>
      read(() => {
        const found = findSession.get(tokenHash)
        if (found === undefined) return undefined
        const { digest, ...row } = found
        assertRowDigest('sessions', row, digest)
        return {
          address: getAddress(row.address),
          chainId: BigInt(row.chain_id),
          registry: getAddress(row.registry),
          expiresAt: row.expires_at,
        }
      }),
    closeSession: (tokenHash) => write(() => void closeSession.run(tokenHash)),
    deleteExpired: (now) =>
      write(() => {
        expireNonces.run(now)
        expireSessions.run(now)
      }),
  }
}

function rowOf(tokenHash: string, { address, chainId, registry, expiresAt }: Session): SessionRow {
  return {
    token_hash: tokenHash,
    address: address.toLowerCase(),
    chain_id: chainId.toString(),
    registry: registry.toLowerCase(),
    expires_at: expiresAt,
  }
}
