import type { Database } from 'better-sqlite3'
import type { Hex } from 'viem'
import { z } from 'zod'
import { canonicalJson } from '../../../../sdk/crypto/canonicalJson.ts'
import { credential, fieldContent, issuerJwt } from '../../../../sdk/wire/credential.ts'
import { bytes32 } from '../../../../sdk/wire/primitives.ts'
import type { CredentialStore, EnvelopeStore, StoredCredential } from '../../ports.ts'
import { decodeCursor, pageOfRows } from '../cursor.ts'
import { parseJson } from './parseJson.ts'
import { assertRowDigest, rowDigestOf } from './rowDigest.ts'
import type { Transactions } from './transactions.ts'

const body = z.strictObject({
  credentialId: bytes32,
  credential,
  jwt: issuerJwt,
  commitments: z.array(bytes32),
  content: z.array(fieldContent),
})

type CredentialRow = { credential_id: string; owner: string; body: string }
type StoredRow = CredentialRow & { seq: number; digest: Buffer }
type ChunkRow = { credential_id: string; field: number; chunk: number; ciphertext: Buffer }

export function createCredentialStore(
  database: Database,
  { read, write }: Transactions,
  { putEnvelope }: Pick<EnvelopeStore, 'putEnvelope'>,
): CredentialStore {
  const insert = database.prepare(`
    INSERT INTO credentials (credential_id, owner, body, digest) VALUES (?, ?, ?, ?)
    ON CONFLICT (credential_id) DO NOTHING`)
  const find = database.prepare<[string], StoredRow>(
    'SELECT seq, credential_id, owner, body, digest FROM credentials WHERE credential_id = ?',
  )
  const list = database.prepare<[string, number, number], StoredRow>(`
    SELECT seq, credential_id, owner, body, digest FROM credentials
    WHERE owner = ? AND seq < ? ORDER BY seq DESC LIMIT ?`)
  const putChunk = database.prepare(`
    INSERT INTO chunks (credential_id, field, chunk, ciphertext, digest) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (credential_id, field, chunk) DO UPDATE SET ciphertext = excluded.ciphertext, digest = excluded.digest`)
  const findChunk = database.prepare<[string, number, number], ChunkRow & { digest: Buffer }>(`
    SELECT credential_id, field, chunk, ciphertext, digest FROM chunks
    WHERE credential_id = ? AND field = ? AND chunk = ?`)
  const listChunks = database.prepare<[string], { field: number; chunk: number }>(
    'SELECT field, chunk FROM chunks WHERE credential_id = ? ORDER BY field, chunk',
  )

  const readChunk = (credentialId: Hex, field: number, chunk: number) => {
    const found = findChunk.get(credentialId, field, chunk)
    if (found === undefined) return undefined
    const { digest, ...row } = found
    assertRowDigest('chunks', row, digest)
    return row.ciphertext
  }

  return {
    insertCredential: (stored, ownerEnvelope) =>
      write(() => {
        const row: CredentialRow = {
          credential_id: stored.credentialId,
          owner: stored.credential.owner.toLowerCase(),
          body: canonicalJson(stored),
        }
        if (insert.run(...Object.values(row), rowDigestOf(row)).changes === 1) putEnvelope(ownerEnvelope)
      }),
    findCredential: (credentialId) =>
      read(() => {
        const row = find.get(credentialId)
        return row && parseRow(row)
      }),
    listCredentials: (owner, cursor, limit) =>
      read(() => {
        const [before] = decodeCursor('credentials', cursor)
        const rows = list.all(owner.toLowerCase(), before, limit + 1)
        return pageOfRows('credentials', rows, limit, { key: ({ seq }) => [seq, 0], item: parseRow })
      }),
    insertChunk: (credentialId, field, chunk, ciphertext) =>
      write(() => {
        try {
          // The first writer's bytes stand.
          if (readChunk(credentialId, field, chunk) !== undefined) return
        } catch {
          // Sent again, a damaged chunk is mended.
        }
        const row: ChunkRow = { credential_id: credentialId, field, chunk, ciphertext: Buffer.from(ciphertext) }
        putChunk.run(...Object.values(row), rowDigestOf(row))
      }),
    readChunk: (credentialId, field, chunk) => read(() => readChunk(credentialId, field, chunk)),
    storedChunks: (credentialId) =>
      read(() => {
        const fields = new Map<number, Set<number>>()
        for (const { field, chunk } of listChunks.all(credentialId)) {
          const chunks = fields.get(field) ?? new Set()
          fields.set(field, chunks.add(chunk))
        }
        return fields
      }),
  }
}

function parseRow({ credential_id, owner, body: text, digest }: StoredRow): StoredCredential {
  assertRowDigest('credentials', { credential_id, owner, body: text }, digest)
  return parseJson('credentials', body, text)
}
