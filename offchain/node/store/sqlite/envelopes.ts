import type { Database } from 'better-sqlite3'
import { canonicalJson } from '../../../../sdk/crypto/canonicalJson.ts'
import { envelope as envelopeSchema } from '../../../../sdk/wire/envelope.ts'
import type { EnvelopeStore } from '../../ports.ts'
import { parseJson } from './parseJson.ts'
import { assertRowDigest, rowDigestOf } from './rowDigest.ts'
import type { Transactions } from './transactions.ts'

type EnvelopeRow = {
  credential_id: string
  recipient: string
  purpose_hash: string
  revision: number
  body: string
}

export function createEnvelopeStore(database: Database, { read, write }: Transactions): EnvelopeStore {
  const put = database.prepare(`
    INSERT INTO envelopes (credential_id, recipient, purpose_hash, revision, body, digest) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (credential_id, recipient, purpose_hash) DO UPDATE
      SET revision = excluded.revision, body = excluded.body, digest = excluded.digest
      WHERE excluded.revision > envelopes.revision`)
  const find = database.prepare<[string, string, string], EnvelopeRow & { digest: Buffer }>(`
    SELECT credential_id, recipient, purpose_hash, revision, body, digest FROM envelopes
    WHERE credential_id = ? AND recipient = ? AND purpose_hash = ?`)
  const remove = database.prepare(
    'DELETE FROM envelopes WHERE credential_id = ? AND recipient = ? AND purpose_hash = ?',
  )

  return {
    putEnvelope: (envelope) =>
      write(() => {
        const { credentialId, recipient, purposeHash, revision } = envelope.header
        const row: EnvelopeRow = {
          credential_id: credentialId,
          recipient: recipient.toLowerCase(),
          purpose_hash: purposeHash,
          revision,
          body: canonicalJson(envelope),
        }
        return put.run(...Object.values(row), rowDigestOf(row)).changes === 1
      }),
    findEnvelope: (credentialId, recipient, purposeHash) =>
      read(() => {
        const found = find.get(credentialId, recipient.toLowerCase(), purposeHash)
        if (found === undefined) return undefined
        const { digest, ...row } = found
        assertRowDigest('envelopes', row, digest)
        return parseJson('envelopes', envelopeSchema, row.body)
      }),
    deleteEnvelope: (credentialId, recipient, purposeHash) =>
      write(() => void remove.run(credentialId, recipient.toLowerCase(), purposeHash)),
  }
}
