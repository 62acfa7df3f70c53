import type { CredentialStatus } from '../../../sdk/wire/credential.ts'

/** In the order of `CredentialStatus` in `ICredentials.sol`. */
const statuses: readonly CredentialStatus[] = ['none', 'active', 'suspended', 'revoked', 'withdrawn']

export function credentialStatusOf(value: number): CredentialStatus | undefined {
  return statuses[value]
}
