import { type Address, bytesToBigInt, type Hex } from 'viem'
import { signTypedData } from 'viem/actions'
import type { GrantkeepClient } from '../clients/grantkeepClient.ts'
import { explaining } from '../errors/explainChainError.ts'
import { domainOf } from './domain.ts'
import { typedDataTypes } from './types.ts'

/** `Authorization` of `ISignedConsent.sol`. */
export type Authorization = {
  readonly signer: Address
  readonly nonce: bigint
  /** Unix seconds; the last second in which the signature may be used. */
  readonly deadline: number
  readonly signature: Hex
}

type AuthorizedMessage = 'IssuancePermit' | 'IssuanceOffer' | 'GrantAccess' | 'ApproveRequest' | 'RevokeAccess'

/** A 256-bit random nonce: nonces are unordered, so a signature never waits for another. */
export function randomNonce(): bigint {
  return bytesToBigInt(crypto.getRandomValues(new Uint8Array(32)))
}

/** Signs a message that carries its own nonce and deadline, with the client's account. */
export async function signAuthorization(
  client: GrantkeepClient,
  primaryType: AuthorizedMessage,
  message: Record<string, unknown>,
  deadline: number,
): Promise<Authorization> {
  const nonce = randomNonce()
  const signature = await explaining(
    `Signing ${primaryType}`,
    signTypedData(client, {
      account: client.account,
      domain: domainOf(client.grantkeep.deployment),
      types: { [primaryType]: typedDataTypes[primaryType] },
      primaryType,
      message: { ...message, nonce, deadline },
    }),
  )
  return { signer: client.account.address, nonce, deadline, signature }
}
