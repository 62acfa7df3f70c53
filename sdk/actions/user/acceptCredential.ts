import type { Hex } from 'viem'
import { writeTo } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { credentialIdOf } from '../../typedData/hashes.ts'
import type { Authorization } from '../../typedData/signAuthorization.ts'
import type { Credential } from '../../wire/credential.ts'

export type AcceptCredentialReturnType = { readonly credentialId: Hex; readonly transactionHash: Hex }

/** Accepts a credential that an issuer offered by signature; the issuer's ciphertext follows once it is on chain. */
export async function acceptCredential(
  client: GrantkeepClient,
  parameters: { readonly credential: Credential; readonly offer: Authorization },
): Promise<AcceptCredentialReturnType> {
  const { credential, offer } = parameters
  const { transactionHash } = await writeTo(client, 'grantRegistry', 'acceptCredential', [credential, offer])
  return { credentialId: credentialIdOf(credential), transactionHash }
}
