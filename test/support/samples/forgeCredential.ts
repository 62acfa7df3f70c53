import { bytesToHex, type Hex, stringToBytes } from 'viem'
import { accountDidOf } from '../../../sdk/credential/accountDid.ts'
import { contentRootOf, type FieldContent } from '../../../sdk/credential/contentRoot.ts'
import { credentialHashOf } from '../../../sdk/credential/credentialHash.ts'
import { commitmentOf } from '../../../sdk/credential/disclosure.ts'
import { createFrame } from '../../../sdk/credential/fieldFrame.ts'
import { fieldsRootOf } from '../../../sdk/credential/fieldsRoot.ts'
import { toBase64url } from '../../../sdk/crypto/base64url.ts'
import { chunkHashOf } from '../../../sdk/crypto/chunkHash.ts'
import { encryptField } from '../../../sdk/crypto/fieldCipher.ts'
import { readAll } from '../../../sdk/crypto/readAll.ts'
import { createSigningKey, type SigningKey } from '../../../sdk/crypto/signingKey.ts'
import type { Schema } from '../../../sdk/schemas/defineSchema.ts'
import { credentialIdOf } from '../../../sdk/typedData/hashes.ts'
import type { Credential } from '../../../sdk/wire/credential.ts'
import { chainId, issuer, owner } from './parties.ts'

export type ForgeParameters = {
  readonly schema: Schema
  /** `[salt, name, value]` per field, or the text of a disclosure. */
  readonly disclosures: readonly (readonly unknown[] | string)[]
  readonly header?: object
  readonly payload?: object
  readonly credential?: Partial<Credential>
  /** Plaintext of a field in place of the honest frame. */
  readonly frames?: ReadonlyMap<number, Uint8Array>
  readonly signingKey?: SigningKey
  /** Signs in place of the key that the header names. */
  readonly signer?: SigningKey
}

/**
 * What an issuer could register who does not keep to the format: every commitment to it holds, so that what is wrong
 * inside must be found by reading it. Built without the SDK's issuing code.
 */
export async function forgeCredential(parameters: ForgeParameters) {
  const { schema } = parameters
  const signingKey = parameters.signingKey ?? (await createSigningKey())
  const disclosures = parameters.disclosures.map((item) =>
    typeof item === 'string' ? item : toBase64url(stringToBytes(JSON.stringify(item))),
  )
  const commitments = disclosures.map(commitmentOf)
  const term = { issuedAt: 1_790_000_000, expiresAt: 1_821_536_000 }
  const header = { alg: 'ES256', typ: 'dc+sd-jwt', jwk: signingKey.publicJwk, ...parameters.header }
  const payload = {
    iss: accountDidOf(chainId, issuer),
    sub: accountDidOf(chainId, owner),
    vct: schema.name,
    iat: term.issuedAt,
    exp: term.expiresAt,
    _sd: commitments.map((commitment) => toBase64url(Buffer.from(commitment.slice(2), 'hex'))).sort(),
    _sd_alg: 'sha-256',
    ...parameters.payload,
  }
  const signed = [header, payload].map((part) => toBase64url(stringToBytes(JSON.stringify(part)))).join('.')
  const jwt = `${signed}.${toBase64url(await (parameters.signer ?? signingKey).sign(stringToBytes(signed)))}`
  const credentialHash = credentialHashOf(jwt)

  const keys = new Map<number, Uint8Array>()
  const chunks: Uint8Array[][] = []
  const content: FieldContent[] = []
  for (const [field, disclosure] of disclosures.entries()) {
    const plaintext = parameters.frames?.get(field) ?? createFrame(disclosure)
    const encrypted = encryptField({ credentialHash, field }, plaintext)
    keys.set(field, encrypted.key)
    const ciphertext = await readAll(encrypted.chunks)
    chunks.push(ciphertext)
    content.push({ chunks: await Promise.all(ciphertext.map(chunkHashOf)) })
  }
  const credential: Credential = {
    owner,
    issuer,
    schemaId: schema.id,
    credentialHash,
    fieldsRoot: fieldsRootOf(commitments),
    contentRoot: contentRootOf(content),
    ...term,
    salt: bytesToHex(crypto.getRandomValues(new Uint8Array(32))),
    ...parameters.credential,
  }
  const credentialId: Hex = credentialIdOf(credential)
  return { credentialId, credential, jwt, commitments, content, chunks, keys, disclosures, signingKey }
}
