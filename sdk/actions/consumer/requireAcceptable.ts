import { type Address, isAddressEqual } from 'viem'
import { SchemaMismatchError } from '../../credential/errors.ts'
import { GrantkeepError } from '../../errors/GrantkeepError.ts'
import type { Schema } from '../../schemas/defineSchema.ts'
import type { Credential } from '../../wire/credential.ts'

/**
 * Requires that a credential is of the schema and of an issuer that the consumer accepts.
 * @throws GrantkeepError `SCHEMA_MISMATCH`, `ISSUER_NOT_ACCEPTED`
 */
export function requireAcceptable(
  credential: Credential,
  accepted: { readonly schema: Schema; readonly issuers?: readonly Address[] | undefined },
): void {
  const { schema, issuers } = accepted
  const { issuer, schemaId } = credential
  if (schemaId !== schema.id) throw new SchemaMismatchError({ actual: schemaId, expected: schema.id })
  if (!issuers || issuers.some((candidate) => isAddressEqual(candidate, issuer))) return
  throw new GrantkeepError('ISSUER_NOT_ACCEPTED', `The credential is by ${issuer}, which is not an accepted issuer.`, {
    details: { issuer },
  })
}
