import type { Address } from 'viem'
import type { EncryptionKey } from '../crypto/encryptionKey.ts'
import { GrantkeepError } from '../errors/GrantkeepError.ts'
import { readFrom } from './contracts.ts'
import type { GrantkeepClient } from './grantkeepClient.ts'

/**
 * The client's private key that belongs to a published version: an envelope may still name an older one.
 * @throws GrantkeepError `ENCRYPTION_KEY_MISSING`
 */
export async function findEncryptionKey(
  client: GrantkeepClient,
  parameters: { readonly account: Address; readonly version: number },
): Promise<EncryptionKey> {
  const { account, version } = parameters
  const published = await readFrom(client, 'directory', 'encryptionKeyAt', [account, version])
  const key = client.grantkeep.encryptionKeys.find(({ publicKey }) => publicKey === published)
  if (key) return key
  throw new GrantkeepError(
    'ENCRYPTION_KEY_MISSING',
    `The client lacks version ${version} of ${account}'s encryption key.`,
    {
      details: { account, version },
    },
  )
}
