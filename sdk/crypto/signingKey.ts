import { type Hex, sha256, stringToBytes } from 'viem'
import { z } from 'zod'
import { fromBase64url, toBase64url } from './base64url.ts'
import { SigningKeyInvalidError } from './errors.ts'

const coordinate = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

/** A P-256 public key as JWK (RFC 7518 §6.2), with the required members and no others. */
export const publicJwk = z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: coordinate, y: coordinate })
export type PublicJwk = z.infer<typeof publicJwk>

/** The same with its private member. */
export type PrivateJwk = PublicJwk & { readonly d: string }

/**
 * A key that an issuer signs credentials with (ES256). An adapter to an HSM or a key service fulfils this type as well as
 * the keys made here.
 */
export type SigningKey = {
  readonly publicJwk: PublicJwk
  /** RFC 7638 SHA-256 thumbprint of `publicJwk`, as registered in `Directory`. */
  readonly thumbprint: Hex
  /** ECDSA over P-256 with SHA-256: 64 bytes, r ‖ s (RFC 7518 §3.4). */
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const
const signature = { name: 'ECDSA', hash: 'SHA-256' } as const
const privateKeys = new WeakMap<SigningKey, CryptoKey>()

/**
 * Makes a new P-256 key through WebCrypto.
 *
 * @param options.extractable - Whether {@link exportSigningKey} may give the private key out; no by default.
 */
export async function createSigningKey({ extractable = false }: { extractable?: boolean } = {}): Promise<SigningKey> {
  return signingKeyOf(await crypto.subtle.generateKey(algorithm, extractable, ['sign', 'verify']))
}

/**
 * Takes up a private JWK. Members beside kty, crv, x, y and d are left aside.
 *
 * @throws {SigningKeyInvalidError} It is not a private P-256 key, or its halves do not belong together.
 */
export async function importSigningKey(
  jwk: PrivateJwk,
  { extractable = false }: { extractable?: boolean } = {},
): Promise<SigningKey> {
  const { kty, crv, x, y, d } = jwk
  const probe = new TextEncoder().encode('grantkeep/signing-key')
  try {
    const publicKey = await importPublicKey({ kty, crv, x, y })
    const privateKey = await crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, algorithm, extractable, ['sign'])
    // A platform may take x and y on trust; what it signs shows whether they are those of d.
    const signed = await crypto.subtle.sign(signature, privateKey, probe)
    if (!(await crypto.subtle.verify(signature, publicKey, signed, probe))) throw new SigningKeyInvalidError()
    return await signingKeyOf({ publicKey, privateKey })
  } catch (cause) {
    throw cause instanceof SigningKeyInvalidError ? cause : new SigningKeyInvalidError()
  }
}

/**
 * The private JWK, where the key was made extractable.
 *
 * @throws {SigningKeyInvalidError} It was not, or the key was not made by this module.
 */
export async function exportSigningKey(key: SigningKey): Promise<PrivateJwk> {
  const privateKey = privateKeys.get(key)
  if (privateKey === undefined || !privateKey.extractable) throw new SigningKeyInvalidError()
  const { d } = await crypto.subtle.exportKey('jwk', privateKey)
  return { ...key.publicJwk, d: d as string }
}

/** A signing key over a WebCrypto key pair, such as one kept in IndexedDB. */
export async function signingKeyOf({
  publicKey,
  privateKey,
}: {
  readonly publicKey: CryptoKey
  readonly privateKey: CryptoKey
}): Promise<SigningKey> {
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', publicKey)
  const parsed = publicJwk.safeParse({ kty, crv, x, y })
  if (!parsed.success) throw new SigningKeyInvalidError()
  const key: SigningKey = Object.freeze({
    publicJwk: parsed.data,
    thumbprint: jwkThumbprintOf(parsed.data),
    sign: async (bytes: Uint8Array) =>
      new Uint8Array(await crypto.subtle.sign(signature, privateKey, bytes as Uint8Array<ArrayBuffer>)),
  })
  privateKeys.set(key, privateKey)
  return key
}

/**
 * SHA-256 thumbprint of a P-256 key: what `Directory` knows a signing key by.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7638
 */
export function jwkThumbprintOf({ kty, crv, x, y }: PublicJwk): Hex {
  return sha256(stringToBytes(JSON.stringify({ crv, kty, x, y })))
}

/**
 * Whether `signed` (base64url) is the key's ES256 signature over `bytes`. A key that is not on the curve has signed nothing.
 */
export async function verifyEs256(jwk: PublicJwk, signed: string, bytes: Uint8Array): Promise<boolean> {
  try {
    const key = await importPublicKey(jwk)
    return await crypto.subtle.verify(signature, key, fromBase64url(signed), bytes as Uint8Array<ArrayBuffer>)
  } catch {
    return false
  }
}

function importPublicKey({ kty, crv, x, y }: PublicJwk): Promise<CryptoKey> {
  // Re-encoding refuses a coordinate with a second spelling, which would have a second thumbprint.
  const canonical = { x: toBase64url(fromBase64url(x)), y: toBase64url(fromBase64url(y)) }
  return crypto.subtle.importKey('jwk', { kty, crv, ...canonical }, algorithm, true, ['verify'])
}
