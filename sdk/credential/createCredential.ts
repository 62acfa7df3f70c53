import { type Address, bytesToHex, getAddress, type Hex, zeroHash } from 'viem'
import { toBase64url } from '../crypto/base64url.ts'
import { chunkHashOf } from '../crypto/chunkHash.ts'
import { encryptField } from '../crypto/fieldCipher.ts'
import { readAll } from '../crypto/readAll.ts'
import { type SealedEnvelope, sealEnvelope } from '../crypto/sealEnvelope.ts'
import type { SigningKey } from '../crypto/signingKey.ts'
import type { Schema } from '../schemas/defineSchema.ts'
import { fullMaskOf } from '../schemas/fieldMask.ts'
import type { AttachmentsOf, ClaimsOf } from '../schemas/fieldTypes.ts'
import { credentialIdOf } from '../typedData/hashes.ts'
import type { Credential } from '../wire/credential.ts'
import { accountDidOf } from './accountDid.ts'
import { contentRootOf, type FieldContent } from './contentRoot.ts'
import { credentialHashOf } from './credentialHash.ts'
import { type AttachmentClaim, commitmentOf } from './disclosure.ts'
import { ClaimInvalidError, CredentialTermInvalidError } from './errors.ts'
import { createFrame } from './fieldFrame.ts'
import { fieldsRootOf } from './fieldsRoot.ts'
import { type FieldValue, fieldValuesOf } from './fieldValues.ts'
import { maxDisclosureSize } from './limits.ts'
import { signSdJwt } from './signSdJwt.ts'

export type CreateCredentialParameters<S extends Schema> = {
  readonly schema: S
  readonly claims: ClaimsOf<S>
  /** The person; the credential is bound to this account for good. */
  readonly owner: Address
  readonly issuer: Address
  /** Registered by the issuer in `Directory`, valid at `issuedAt`. */
  readonly signingKey: SigningKey
  /** Unix seconds. */
  readonly issuedAt: number
  /** Unix seconds. */
  readonly expiresAt: number
  readonly chainId: bigint
  /** Address of `GrantRegistry`. */
  readonly registry: Address
  /** The owner's newest encryption key in `Directory`. */
  readonly ownerKey: { readonly publicKey: Hex; readonly version: number }
} & (Record<never, never> extends AttachmentsOf<S>
  ? { readonly attachments?: AttachmentsOf<S> | undefined }
  : { readonly attachments: AttachmentsOf<S> })

/** What an issuer registers on chain and uploads. None of it shows a field's content to who lacks a key. */
export type CreatedCredential = {
  readonly credentialId: Hex
  readonly credential: Credential
  /** SD-JWT VC without disclosures. */
  readonly jwt: string
  /** In schema order, as everything below. */
  readonly commitments: readonly Hex[]
  readonly content: readonly FieldContent[]
  /** Ciphertext: the chunks of each field. */
  readonly chunks: readonly (readonly Uint8Array[])[]
  /** All field keys, sealed to the owner. */
  readonly envelope: SealedEnvelope
}

/**
 * Makes a credential: signs its fields as an SD-JWT VC, encrypts each under a key of its own, and seals the keys to the
 * owner. Everything happens here; nothing is sent. The keys are forgotten when it returns.
 *
 * @throws {ClaimInvalidError} A claim is missing, not as the schema asks, or larger than 128 KiB as a disclosure.
 * @throws {AttachmentInvalidError} An attachment is missing, empty, or of a media type that the schema does not allow.
 * @throws {AttachmentTooLargeError} One is larger than 16 MiB.
 * @throws {CredentialTooLargeError} Together they are larger than 64 MiB.
 * @throws {FieldUnknownError} A claim or attachment is not in the schema.
 * @throws {CredentialTermInvalidError} It would expire before it is issued.
 * @throws {EncryptionKeyInvalidError} The owner's key is not a usable X25519 key.
 * @example
 * const created = await createCredential({
 *   schema: kycLevel,
 *   claims: { kyc_level: 'substantial', age_over_18: true, country: 'PT', … },
 *   owner, issuer, signingKey, issuedAt, expiresAt, chainId: 1n, registry, ownerKey,
 * })
 */
export async function createCredential<const S extends Schema>(
  parameters: CreateCredentialParameters<S>,
): Promise<CreatedCredential> {
  const { schema, signingKey, issuedAt, expiresAt, chainId, ownerKey } = parameters
  const [owner, issuer, registry] = [parameters.owner, parameters.issuer, parameters.registry].map((account) =>
    getAddress(account),
  ) as [Address, Address, Address]
  if (!isTerm(issuedAt, expiresAt)) throw new CredentialTermInvalidError({ issuedAt, expiresAt })
  const values = fieldValuesOf(schema, parameters.claims, parameters.attachments ?? {})

  const { jwt, disclosures } = await signSdJwt(
    signingKey,
    {
      iss: accountDidOf(chainId, issuer),
      sub: accountDidOf(chainId, owner),
      vct: schema.name,
      iat: issuedAt,
      exp: expiresAt,
    },
    await Promise.all(values.map(async (value) => [value.name, await disclosedValueOf(value)] as const)),
  )
  const credentialHash = credentialHashOf(jwt)
  const commitments = disclosures.map(commitmentOf)

  const keys = new Map<number, Uint8Array>()
  const chunks: Uint8Array[][] = []
  const content: FieldContent[] = []
  for (const [field, disclosure] of disclosures.entries()) {
    if (disclosure.length > maxDisclosureSize) {
      throw new ClaimInvalidError({ field: values[field]?.name ?? '', reason: 'it is too large' })
    }
    const encrypted = encryptField({ credentialHash, field }, createFrame(disclosure, values[field]?.attachment?.bytes))
    const ciphertext = await readAll(encrypted.chunks)
    keys.set(field, encrypted.key)
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
    issuedAt,
    expiresAt,
    salt: bytesToHex(crypto.getRandomValues(new Uint8Array(32))),
  }
  const credentialId = credentialIdOf(credential)
  const envelope = sealEnvelope({
    context: {
      chainId,
      registry,
      credentialId,
      recipient: owner,
      purposeHash: zeroHash,
      revision: 0,
      fields: fullMaskOf(schema),
      keyVersion: ownerKey.version,
    },
    keys,
    recipientKey: ownerKey.publicKey,
  })
  return { credentialId, credential, jwt, commitments, content, chunks, envelope }
}

function isTerm(issuedAt: number, expiresAt: number): boolean {
  const isUint32 = (value: number) => Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff
  return isUint32(issuedAt) && isUint32(expiresAt) && issuedAt < expiresAt
}

async function disclosedValueOf({ attachment, claim }: FieldValue): Promise<unknown> {
  if (attachment === undefined) return claim
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', attachment.bytes))
  const value: AttachmentClaim = {
    digest: `sha-256:${toBase64url(digest)}`,
    media_type: attachment.mediaType,
    size: attachment.bytes.length,
  }
  return attachment.name === undefined ? value : { ...value, name: attachment.name }
}
