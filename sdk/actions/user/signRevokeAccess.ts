import { addressOf, type GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { type Authorization, signAuthorization } from '../../typedData/signAuthorization.ts'
import { accessOf } from '../public/accessOf.ts'
import type { RevokeAccessParameters } from './revokeAccess.ts'

export type SignedRevocation = RevokeAccessParameters & {
  readonly revision: number
  readonly authorization: Authorization
}

/** `revokeAccess` as a signature that anybody may send with `revokeAccessFor`. */
export async function signRevokeAccess(
  client: GrantkeepClient,
  parameters: RevokeAccessParameters & { readonly deadline: number },
): Promise<SignedRevocation> {
  const { credentialId, consumer, purpose, deadline } = parameters
  const { grant } = await accessOf(client, { credentialId, consumer, purpose })
  const message = { owner: addressOf(client), credentialId, consumer, purpose, revision: grant.revision }
  const authorization = await signAuthorization(client, 'RevokeAccess', message, deadline)
  return { credentialId, consumer, purpose, revision: grant.revision, authorization }
}
