import type { Address, Hex } from 'viem'
import { findEncryptionKey } from '../../clients/findEncryptionKey.ts'
import { addressOf, type GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { openEnvelope } from '../../crypto/openEnvelope.ts'
import { type SealedEnvelope, sealEnvelope } from '../../crypto/sealEnvelope.ts'
import { GrantkeepError } from '../../errors/GrantkeepError.ts'
import { envelopeHashOf, purposeHashOf } from '../../typedData/hashes.ts'
import type { OwnCredential } from '../../wire/credential.ts'
import { accessOf } from '../public/accessOf.ts'
import { getEncryptionKey } from '../public/getEncryptionKey.ts'
import { readOwnCredential } from './readOwnCredential.ts'

/** `uses` without a limit. */
export const unlimitedUses = 0xffff

/** What an owner decides about one consumer and purpose; it replaces all earlier terms. */
export type AccessDecision = {
  readonly credentialId: Hex
  readonly consumer: Address
  readonly purpose: string
  /** Bit n is the schema's n-th field; `fieldMaskOf(schema, names)` makes it. */
  readonly fields: bigint
  /** Unix seconds; at once by default. */
  readonly startsAt?: number | undefined
  /** Unix seconds. */
  readonly expiresAt: number
  /** Unix seconds until which nothing can be taken back; no lock by default. */
  readonly lockedUntil?: number | undefined
  /** Unlimited by default. */
  readonly uses?: number | undefined
}

/** `AccessTerms` of `IAccessGrants.sol`. */
export type AccessTerms = {
  readonly fields: bigint
  readonly startsAt: number
  readonly expiresAt: number
  readonly lockedUntil: number
  readonly uses: number
  readonly epoch: number
  readonly revision: number
  readonly envelopeHash: Hex
}

export type PreparedAccess = {
  readonly terms: AccessTerms
  readonly envelope: SealedEnvelope
  readonly own: OwnCredential
}

/**
 * Seals the granted fields' keys to the consumer and fixes the terms that name this envelope and the grant's state now.
 * The consumer's key is the one on chain, and `envelopeHash` puts it under the owner's signature.
 * @throws GrantkeepError `ENCRYPTION_KEY_NOT_PUBLISHED`, `ENCRYPTION_KEY_MISSING`, `FIELD_UNKNOWN`
 */
export async function prepareAccess(client: GrantkeepClient, decision: AccessDecision): Promise<PreparedAccess> {
  const { credentialId, consumer, purpose, fields } = decision
  const { chainId, grantRegistry: registry } = client.grantkeep.deployment
  const [own, recipient, access] = await Promise.all([
    readOwnCredential(client, { credentialId }),
    getEncryptionKey(client, { account: consumer }),
    accessOf(client, { credentialId, consumer, purpose }),
  ])
  if (fields >> BigInt(own.commitments.length) !== 0n) {
    throw new GrantkeepError(
      'FIELD_UNKNOWN',
      `The credential has ${own.commitments.length} fields; the grant names others.`,
    )
  }
  const key = await findEncryptionKey(client, { account: addressOf(client), version: own.envelope.header.keyVersion })
  const keys = openEnvelope({ header: own.envelope.header, shares: [own.envelope.share], key })
  const envelope = sealEnvelope({
    context: {
      chainId: BigInt(chainId),
      registry,
      credentialId,
      recipient: consumer,
      purposeHash: purposeHashOf(purpose),
      revision: access.grant.revision + 1,
      fields,
      keyVersion: recipient.version,
    },
    keys,
    recipientKey: recipient.publicKey,
  })
  const terms = {
    fields,
    startsAt: decision.startsAt ?? 0,
    expiresAt: decision.expiresAt,
    lockedUntil: decision.lockedUntil ?? 0,
    uses: decision.uses ?? unlimitedUses,
    epoch: access.epoch,
    revision: access.grant.revision,
    envelopeHash: envelopeHashOf(envelope.header),
  }
  return { terms, envelope, own }
}
