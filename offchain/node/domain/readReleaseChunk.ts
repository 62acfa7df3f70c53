import type { Hex } from 'viem'
import type { BlockReference, Session } from '../ports.ts'
import { decideNow, type ReleaseDependencies } from './decideNow.ts'
import { RefusalError } from './RefusalError.ts'
import { servedUntil } from './releaseCredential.ts'

export type ReleaseChunk = {
  readonly ciphertext: Uint8Array
  /** The block that this chunk was decided at; newer than the release's, or the same. */
  readonly block: BlockReference
  /** Seconds left in which it may be sent. */
  readonly remaining: number
}

/**
 * One chunk under a release. The receipt of the release says what was asked and when; the chain is asked anew, so that a
 * revocation between two chunks keeps the second back.
 * @throws RefusalError
 */
export async function readReleaseChunk(
  dependencies: ReleaseDependencies,
  session: Session,
  { releaseId, field, chunk }: { readonly releaseId: Hex; readonly field: number; readonly chunk: number },
): Promise<ReleaseChunk> {
  const { store, clock, settings } = dependencies
  const leaf = store.findLeaf(releaseId)
  if (leaf?.outcome !== 'released') throw new RefusalError('RELEASE_NOT_FOUND')
  const { credentialId, consumer, purpose, fields } = leaf

  const { access } = await decideNow(dependencies, session, { credentialId, consumer, purpose, fields }).catch(
    (error) => {
      // Whose release it is stays between the node and the consumer.
      if (error instanceof RefusalError && error.code === 'SESSION_NOT_FOR_CONSUMER') {
        throw new RefusalError('RELEASE_NOT_FOUND')
      }
      throw error
    },
  )
  const remaining = servedUntil(leaf.time, settings.maxServeSeconds) - clock.now()
  if (remaining <= 0) throw new RefusalError('RELEASE_EXPIRED', { block: access.block })
  if ((fields & (1n << BigInt(field))) === 0n) throw new RefusalError('FIELD_NOT_IN_RELEASE', { block: access.block })
  const ciphertext = store.readChunk(credentialId, field, chunk)
  if (!ciphertext) throw new RefusalError('CHUNK_NOT_FOUND', { block: access.block })
  return { ciphertext, block: access.block, remaining }
}
