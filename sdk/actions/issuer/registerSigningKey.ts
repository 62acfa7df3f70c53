import type { Hex, TransactionReceipt } from 'viem'
import { writeTo } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { latestTime } from '../public/latestTime.ts'

export type RegisterSigningKeyParameters = {
  /** RFC 7638 thumbprint of the P-256 public key. */
  readonly thumbprint: Hex
  /** Unix seconds; the latest block's by default. */
  readonly validFrom?: number | undefined
  /** Unix seconds; two years after `validFrom` by default. */
  readonly validUntil?: number | undefined
}

const twoYears = 2 * 365 * 86_400

/** Names a key that the client's account signs credentials with; it can be an HSM's, and rotated at any time. */
export async function registerSigningKey(
  client: GrantkeepClient,
  parameters: RegisterSigningKeyParameters,
): Promise<TransactionReceipt> {
  const validFrom = parameters.validFrom ?? (await latestTime(client))
  const validUntil = parameters.validUntil ?? validFrom + twoYears
  return writeTo(client, 'directory', 'registerSigningKey', [parameters.thumbprint, validFrom, validUntil])
}
