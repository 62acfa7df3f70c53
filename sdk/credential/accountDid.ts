import type { Address } from 'viem'

/**
 * DID of an account on a chain: `iss` and `sub` of a credential's JWT. Lower-case, so that an account has one spelling.
 *
 * @see https://github.com/w3c-ccg/did-pkh
 */
export function accountDidOf(chainId: bigint, account: Address): string {
  return `did:pkh:eip155:${chainId}:${account.toLowerCase()}`
}
