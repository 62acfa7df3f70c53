import type { Account, Hex } from 'viem'
import { readFrom } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { GrantkeepError } from '../../errors/GrantkeepError.ts'
import type { Credential } from '../../wire/credential.ts'

/**
 * Requires that the key which signed a credential was its issuer's when it was issued, as `Directory` has it.
 * @throws GrantkeepError `SIGNING_KEY_NOT_FOUND`, `SIGNING_KEY_NOT_VALID`
 */
export async function requireSigningKey(
  client: GrantkeepClient<Account | undefined>,
  parameters: { readonly credential: Credential; readonly thumbprint: Hex },
): Promise<void> {
  const { issuer, issuedAt } = parameters.credential
  const { thumbprint } = parameters
  const key = await readFrom(client, 'directory', 'signingKeyOf', [issuer, thumbprint])
  const details = { issuer, thumbprint, issuedAt }
  if (key.validUntil === 0) {
    throw new GrantkeepError(
      'SIGNING_KEY_NOT_FOUND',
      `${issuer} never registered the key that signed the credential.`,
      {
        details,
      },
    )
  }
  if (issuedAt >= key.validFrom && issuedAt < key.validUntil) return
  throw new GrantkeepError(
    'SIGNING_KEY_NOT_VALID',
    `The key that signed the credential was not ${issuer}'s when it was issued.`,
    {
      details,
    },
  )
}
