import type { Address, Hex } from 'viem'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { GrantkeepError } from '../../errors/GrantkeepError.ts'
import type { Credential } from '../../wire/credential.ts'
import { accessOf } from '../public/accessOf.ts'

/** `CredentialStatus` of `ICredentials.sol`, in its order. */
const statuses = ['none', 'active', 'suspended', 'revoked', 'withdrawn'] as const

export type RequireAccessParameters = {
  readonly credential: Credential
  readonly credentialId: Hex
  readonly consumer: Address
  readonly purpose: string
  readonly fields: bigint
}

/**
 * Asks the chain itself, through the client's own connection, whether a credential stands and the fields may be read now.
 * @throws GrantkeepError `CREDENTIAL_STATUS_INVALID`, `CREDENTIAL_EXPIRED`, `ACCESS_NOT_CONFIRMED`
 */
export async function requireAccess(client: GrantkeepClient, parameters: RequireAccessParameters): Promise<void> {
  const { credential, credentialId, consumer, purpose, fields } = parameters
  const access = await accessOf(client, { credentialId, consumer, purpose })
  const status = statuses[access.status] ?? 'none'
  if (status !== 'active') {
    throw new GrantkeepError('CREDENTIAL_STATUS_INVALID', `The credential is ${status}.`, {
      details: { credentialId, status },
    })
  }
  const { expiresAt } = credential
  if (Math.max(Number(access.blockTimestamp), Date.now() / 1000) >= expiresAt) {
    throw new GrantkeepError('CREDENTIAL_EXPIRED', "The issuer's word has expired.", {
      details: { credentialId, expiresAt },
    })
  }
  if (access.owner === credential.owner && (fields & ~access.fields) === 0n) return
  throw new GrantkeepError(
    'ACCESS_NOT_CONFIRMED',
    'The node released fields that the chain does not let this consumer read now.',
    {
      details: { credentialId, consumer },
    },
  )
}
