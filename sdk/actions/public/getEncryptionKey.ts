import type { Account, Address, Hex } from 'viem'
import { readFrom } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { GrantkeepError } from '../../errors/GrantkeepError.ts'

export type PublishedKey = { readonly publicKey: Hex; readonly version: number }

/**
 * The X25519 key that an account wants to be encrypted to, as `Directory` has it.
 * @throws GrantkeepError `ENCRYPTION_KEY_NOT_PUBLISHED`
 */
export async function getEncryptionKey(
  client: GrantkeepClient<Account | undefined>,
  parameters: { readonly account: Address },
): Promise<PublishedKey> {
  const { account } = parameters
  const [publicKey, version] = await readFrom(client, 'directory', 'encryptionKeyOf', [account])
  if (version > 0) return { publicKey, version }
  throw new GrantkeepError('ENCRYPTION_KEY_NOT_PUBLISHED', `${account} has published no encryption key.`, {
    details: { account },
  })
}
