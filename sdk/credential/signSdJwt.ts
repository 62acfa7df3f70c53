import { sha256 as sha256Bytes } from '@noble/hashes/sha2.js'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { stringToBytes } from 'viem'
import { toBase64url } from '../crypto/base64url.ts'
import type { SigningKey } from '../crypto/signingKey.ts'
import { parseDisclosure } from './disclosure.ts'

export type SignedSdJwt = {
  /** header.payload.signature */
  readonly jwt: string
  /** In the order of `claims`. */
  readonly disclosures: readonly string[]
}

/**
 * Signs an SD-JWT VC (RFC 9901) in which every claim is selectively disclosable, each under a salt of 128 random bits.
 *
 * @param registered - The claims that stay readable: iss, sub, vct, iat, exp.
 * @param claims - Name and value of each field, in schema order.
 */
export async function signSdJwt(
  key: SigningKey,
  registered: { iss: string; sub: string; vct: string; iat: number; exp: number },
  claims: readonly (readonly [name: string, value: unknown])[],
): Promise<SignedSdJwt> {
  const instance = new SDJwtVcInstance({
    signAlg: 'ES256',
    signer: async (data) => toBase64url(await key.sign(stringToBytes(data))),
    hashAlg: 'sha-256',
    hasher: (data) => sha256Bytes(typeof data === 'string' ? stringToBytes(data) : new Uint8Array(data)),
    saltGenerator: (length) => toBase64url(crypto.getRandomValues(new Uint8Array(length))),
  })
  const names = claims.map(([name]) => name)
  const payload = { ...registered, ...Object.fromEntries(claims) }
  // The library types the frame by the payload, whose fields are known at run time only.
  const frame = { _sd: names as (keyof typeof payload)[] }
  const sdJwt = await instance.issue(payload, frame, { header: { jwk: key.publicJwk } })
  const [jwt = '', ...rest] = sdJwt.split('~')
  const byName = new Map(rest.slice(0, -1).map((text) => [parseDisclosure(text).name, text]))
  return { jwt, disclosures: names.map((name) => byName.get(name) as string) }
}
