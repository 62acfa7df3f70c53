import type { Hex } from 'viem'
import { writeTo } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import type { SealedEnvelope } from '../../crypto/sealEnvelope.ts'
import { type Delivery, deliverEnvelope } from './deliverEnvelope.ts'
import { type AccessDecision, type AccessTerms, prepareAccess } from './prepareAccess.ts'

export type GrantAccessParameters = AccessDecision
export type GrantAccessReturnType = {
  readonly transactionHash: Hex
  readonly gasUsed: bigint
  readonly terms: AccessTerms
  /** The grant's revision after this write. */
  readonly revision: number
  readonly envelope: SealedEnvelope
  readonly delivery: Delivery
}

/**
 * Grants a consumer time-bound access to some fields of a credential, or replaces the terms of such a grant.
 *
 * @param client A client extended with `userActions`, whose account owns the credential.
 * @returns The transaction, and how many nodes hold their share of the envelope; give the result to `deliverEnvelope` to
 * finish a partial delivery.
 * @throws ContractRefusalError e.g. `ACCESS_LOCKED`, `EXPIRY_INVALID`, `REVISION_MISMATCH`
 * @throws GrantkeepError `ENCRYPTION_KEY_NOT_PUBLISHED` where the consumer has no key to encrypt to
 * @example
 * await user.grantAccess({
 *   credentialId, consumer, purpose: 'dpv:IdentityVerification',
 *   fields: fieldMaskOf(kycLevel, ['age_over_18', 'country']), expiresAt: now + 30 * 86_400, uses: 3,
 * })
 */
export async function grantAccess(
  client: GrantkeepClient,
  parameters: GrantAccessParameters,
): Promise<GrantAccessReturnType> {
  const { credentialId, consumer, purpose } = parameters
  const { terms, envelope } = await prepareAccess(client, parameters)
  const receipt = await writeTo(client, 'grantRegistry', 'grantAccess', [credentialId, consumer, purpose, terms])
  const delivery = await deliverEnvelope(client, { envelope })
  return {
    transactionHash: receipt.transactionHash,
    gasUsed: receipt.gasUsed,
    terms,
    revision: terms.revision + 1,
    envelope,
    delivery,
  }
}
