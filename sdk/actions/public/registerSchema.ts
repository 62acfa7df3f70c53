import type { Hex } from 'viem'
import { readFrom, writeTo } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { schemaIdOf } from '../../typedData/hashes.ts'

export type RegisterSchemaReturnType = { readonly schemaId: Hex; readonly transactionHash?: Hex }

/** Registers a schema's name and field names on chain; does nothing where they are registered already. */
export async function registerSchema(
  client: GrantkeepClient,
  parameters: { readonly schema: { readonly name: string; readonly fields: readonly { readonly name: string }[] } },
): Promise<RegisterSchemaReturnType> {
  const { name } = parameters.schema
  const fields = parameters.schema.fields.map((field) => field.name)
  const schemaId = schemaIdOf({ name, fields })
  if ((await readFrom(client, 'schemaRegistry', 'fieldCountOf', [schemaId])) > 0) return { schemaId }
  const { transactionHash } = await writeTo(client, 'schemaRegistry', 'registerSchema', [name, fields])
  return { schemaId, transactionHash }
}
