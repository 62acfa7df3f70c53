import { type Hex, stringToBytes } from 'viem'
import { z } from 'zod'
import { fromBase64url } from '../crypto/base64url.ts'
import { jwkThumbprintOf, publicJwk, verifyEs256 } from '../crypto/signingKey.ts'
import { uint32 } from '../wire/primitives.ts'
import { IssuerJwtInvalidError, IssuerSignatureInvalidError } from './errors.ts'

/** One algorithm, one type, and nothing that would have to be understood. */
const jwtHeader = z.strictObject({ alg: z.literal('ES256'), typ: z.literal('dc+sd-jwt'), jwk: publicJwk })

/**
 * Nodes keep the JWT as it is, so it must hold nothing about the person but commitments: a claim outside `_sd` is refused.
 */
const jwtPayload = z.strictObject({
  iss: z.string(),
  sub: z.string(),
  vct: z.string(),
  iat: uint32,
  exp: uint32,
  _sd: z
    .array(z.string().regex(/^[A-Za-z0-9_-]{43}$/))
    .min(1)
    .max(64),
  _sd_alg: z.literal('sha-256'),
})
export type IssuerJwtPayload = z.infer<typeof jwtPayload>

/**
 * Reads an issuer's JWT and verifies its ES256 signature by the key in its header. Whether the issuer registered that key,
 * and for the time of issuance, is told by `Directory`.
 *
 * @returns The claims, and the RFC 7638 thumbprint of the key.
 * @throws {IssuerJwtInvalidError} It has another form, algorithm, type, header parameter or claim than credentials have.
 * @throws {IssuerSignatureInvalidError} It is not signed by that key.
 */
export async function verifyIssuerJwt(jwt: string): Promise<{ payload: IssuerJwtPayload; thumbprint: Hex }> {
  const parts = jwt.split('.')
  const [header = '', payload = '', signature = ''] = parts
  if (parts.length !== 3) throw new IssuerJwtInvalidError({ reason: 'it is not three parts' })
  const { jwk } = parsePart(header, jwtHeader, 'header')
  const claims = parsePart(payload, jwtPayload, 'payload')
  const thumbprint = jwkThumbprintOf(jwk)
  const signed = stringToBytes(`${header}.${payload}`)
  if (!(await verifyEs256(jwk, signature, signed))) throw new IssuerSignatureInvalidError({ thumbprint })
  return { payload: claims, thumbprint }
}

function parsePart<T extends z.ZodType>(part: string, schema: T, name: string): z.infer<T> {
  try {
    return schema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(fromBase64url(part))))
  } catch (cause) {
    throw new IssuerJwtInvalidError({ reason: `its ${name} is not as it must be` }, { cause })
  }
}
