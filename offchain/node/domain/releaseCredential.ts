import { foldField } from '../../../sdk/credential/contentRoot.ts'
import { receiptLeafHashOf } from '../../../sdk/receipts/receiptHash.ts'
import type { Release, ReleaseRequest } from '../../../sdk/wire/release.ts'
import type { Session, StoredCredential } from '../ports.ts'
import { decideNow, type ReleaseDependencies } from './decideNow.ts'

/**
 * Answers a consumer: decides at a block, makes the receipt durable, and only then hands out the envelope share and the
 * proofs. The ciphertext follows chunk by chunk, each decided anew.
 * @throws RefusalError
 */
export async function releaseCredential(
  dependencies: ReleaseDependencies,
  session: Session,
  request: ReleaseRequest,
): Promise<Release> {
  const { access, credential, envelope, entry } = await decideNow(dependencies, session, request)
  const receipt = await dependencies.receipts.append(entry)
  const { fields, startsAt, expiresAt, lockedUntil, lastUsedAt, usesLeft, revision } = access.grant
  return {
    releaseId: receiptLeafHashOf(receipt.leaf),
    credentialId: credential.credentialId,
    credential: credential.credential,
    status: access.status,
    grant: { fields, startsAt, expiresAt, lockedUntil, lastUsedAt, usesLeft, revision },
    block: access.block,
    jwt: credential.jwt,
    commitments: [...credential.commitments],
    content: contentOf(credential, request.fields),
    envelope,
    receipt,
    servedUntil: servedUntil(entry.time, dependencies.settings.maxServeSeconds),
  }
}

/** The second from which nothing of a release is served, by the node's clock. */
export function servedUntil(decidedAt: number, maxServeSeconds: number): number {
  return decidedAt + maxServeSeconds
}

/** Chunk hashes of the fields asked for; the others folded, so that `contentRoot` can still be recomputed. */
function contentOf(credential: StoredCredential, fields: bigint): Release['content'] {
  return credential.content.map((content, field) =>
    (fields & (1n << BigInt(field))) === 0n ? foldField(content) : { chunks: [...content.chunks] },
  )
}
