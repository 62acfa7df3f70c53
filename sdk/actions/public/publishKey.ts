import type { Hex } from 'viem'
import { writeTo } from '../../clients/contracts.ts'
import { addressOf, type GrantkeepClient } from '../../clients/grantkeepClient.ts'
import type { EncryptionKey } from '../../crypto/encryptionKey.ts'
import { getEncryptionKey } from './getEncryptionKey.ts'

export type PublishKeyReturnType = { readonly transactionHash: Hex; readonly gasUsed: bigint; readonly version: number }

/** Publishes the client account's encryption key as its newest version; users and consumers alike. */
export async function publishKey(
  client: GrantkeepClient,
  parameters: { readonly encryptionKey: Pick<EncryptionKey, 'publicKey'> },
): Promise<PublishKeyReturnType> {
  const receipt = await writeTo(client, 'directory', 'publishEncryptionKey', [parameters.encryptionKey.publicKey])
  const { version } = await getEncryptionKey(client, { account: addressOf(client) })
  return { transactionHash: receipt.transactionHash, gasUsed: receipt.gasUsed, version }
}
