import { type Hex, hexToBytes } from 'viem'
import { toBase64url } from '../crypto/base64url.ts'
import type { Schema } from '../schemas/defineSchema.ts'
import { credentialIdOf } from '../typedData/hashes.ts'
import type { Release } from '../wire/release.ts'
import { accountDidOf } from './accountDid.ts'
import { contentRootOf } from './contentRoot.ts'
import { credentialHashOf } from './credentialHash.ts'
import {
  CommitmentsMismatchError,
  ContentRootMismatchError,
  CredentialHashMismatchError,
  CredentialIdMismatchError,
  FieldCountMismatchError,
  FieldsRootMismatchError,
  IssuerJwtMismatchError,
  SchemaMismatchError,
} from './errors.ts'
import { fieldsRootOf } from './fieldsRoot.ts'
import { verifyIssuerJwt } from './issuerJwt.ts'

/** What a node sends of a credential beside ciphertext and keys: as `Release` and `OwnCredential` have it. */
export type CredentialRecord = {
  readonly credential: Release['credential']
  readonly jwt: string
  readonly commitments: readonly Hex[]
  readonly content: Readonly<Release['content']>
}

/**
 * Verifies everything about a credential that needs no field key: that the record belongs to `credentialId`, and that
 * the JWT is signed and says what the header says.
 *
 * @param parameters.credentialId - The id that was asked for, as the chain knows it.
 * @returns RFC 7638 thumbprint of the key that signed, for `Directory` to tell whose it was.
 * @throws {SchemaMismatchError}
 * @throws {CredentialIdMismatchError}
 * @throws {CredentialHashMismatchError}
 * @throws {FieldCountMismatchError}
 * @throws {FieldsRootMismatchError}
 * @throws {ContentRootMismatchError}
 * @throws {IssuerJwtInvalidError}
 * @throws {IssuerSignatureInvalidError}
 * @throws {IssuerJwtMismatchError}
 * @throws {CommitmentsMismatchError}
 */
export async function verifyHeader(
  { credential, jwt, commitments, content }: CredentialRecord,
  { schema, credentialId, chainId }: { schema: Schema; credentialId: Hex; chainId: bigint },
): Promise<{ readonly issuerKeyThumbprint: Hex }> {
  expectSame(credentialIdOf(credential), credentialId, CredentialIdMismatchError)
  expectSame(credential.schemaId, schema.id, SchemaMismatchError)
  expectSame(credentialHashOf(jwt), credential.credentialHash, CredentialHashMismatchError)
  const expected = schema.fields.length
  for (const { length: actual } of [commitments, content]) {
    if (actual !== expected) throw new FieldCountMismatchError({ actual, expected })
  }
  expectSame(fieldsRootOf(commitments), credential.fieldsRoot, FieldsRootMismatchError)
  expectSame(contentRootOf(content), credential.contentRoot, ContentRootMismatchError)

  const { payload, thumbprint } = await verifyIssuerJwt(jwt)
  for (const [claim, value] of Object.entries({
    iss: accountDidOf(chainId, credential.issuer),
    sub: accountDidOf(chainId, credential.owner),
    vct: schema.name,
    iat: credential.issuedAt,
    exp: credential.expiresAt,
  })) {
    const actual = payload[claim as 'iss' | 'sub' | 'vct' | 'iat' | 'exp']
    if (actual !== value) throw new IssuerJwtMismatchError({ claim, actual: String(actual), expected: String(value) })
  }
  if (!isSameSet(payload._sd, commitments)) throw new CommitmentsMismatchError()
  return { issuerKeyThumbprint: thumbprint }
}

function expectSame(
  actual: Hex,
  expected: Hex,
  Mismatch: new (values: { actual: string; expected: string }) => Error,
): void {
  if (actual !== expected) throw new Mismatch({ actual, expected })
}

/** Digests may stand once only (RFC 9901 §7.1); their order in `_sd` hides that of the fields. */
function isSameSet(digests: readonly string[], commitments: readonly Hex[]): boolean {
  const expected = new Set(commitments.map((commitment) => toBase64url(hexToBytes(commitment))))
  return (
    expected.size === commitments.length &&
    digests.length === expected.size &&
    new Set(digests).size === digests.length &&
    digests.every((digest) => expected.has(digest))
  )
}
