import type { Hex } from 'viem'
import { toBase64url } from '../crypto/base64url.ts'
import { chunkHashOf } from '../crypto/chunkHash.ts'
import { decryptField } from '../crypto/fieldCipher.ts'
import { readBytes } from '../crypto/readAll.ts'
import type { AttachmentField, FieldDefinition } from '../schemas/defineSchema.ts'
import type { Attachment } from '../schemas/fieldTypes.ts'
import { parseClaim } from './claimValue.ts'
import { attachmentClaim, commitmentOf, parseDisclosure } from './disclosure.ts'
import {
  AttachmentDigestMismatchError,
  AttachmentInvalidError,
  ChunkHashMismatchError,
  CommitmentMismatchError,
  DisclosureInvalidError,
} from './errors.ts'
import { attachmentOf, disclosureOf } from './fieldFrame.ts'

/** Gets one ciphertext chunk, from whichever node. */
export type ReadChunk = (field: number, chunk: number) => Promise<Uint8Array> | Uint8Array

export type ReadFieldParameters = {
  /** The field's definition in its schema, and its position. */
  readonly definition: FieldDefinition
  readonly field: number
  readonly credentialHash: Hex
  readonly key: Uint8Array
  /** Chunk hashes, already checked against `contentRoot`. */
  readonly chunks: readonly Hex[]
  /** Already checked against the issuer's signature. */
  readonly commitment: Hex
  readonly readChunk: ReadChunk
}

export type ReadField = {
  readonly disclosure: string
  /** The claim's value, or `null` where it was left out; `null` for an attachment. */
  readonly claim: unknown
  readonly attachment: Attachment | null
}

/** Chunks asked for at a time. */
const window = 4

/**
 * Reads one field: every chunk is checked against its hash before it is decrypted, and the plaintext against the issuer's
 * commitment before any of it is believed.
 *
 * @throws {ChunkHashMismatchError} A chunk is not the one that the issuer uploaded.
 * @throws {ChunkOpenError} It is, but not for this credential, field and key.
 * @throws {FieldFrameInvalidError}
 * @throws {CommitmentMismatchError} The disclosure is not the one that the issuer signed for.
 * @throws {DisclosureInvalidError} It is, but has another field's name, a short salt or no form.
 * @throws {ClaimInvalidError} The value is not as the schema asks.
 * @throws {AttachmentInvalidError}
 * @throws {AttachmentDigestMismatchError} The file is not the one that the issuer signed for.
 */
export async function readField(parameters: ReadFieldParameters): Promise<ReadField> {
  const { definition, field, credentialHash, key, chunks, commitment } = parameters
  const { name } = definition
  const frame = await readBytes(decryptField({ credentialHash, field }, key, checkedChunks(parameters), chunks.length))
  const disclosure = disclosureOf(frame, name)
  if (commitmentOf(disclosure) !== commitment) throw new CommitmentMismatchError({ field: name })
  const value = disclosedValueOf(disclosure, name)
  if (definition.kind === 'claim') {
    attachmentOf(frame, disclosure, 0, name)
    return { disclosure, claim: parseClaim(definition, value), attachment: null }
  }
  return { disclosure, claim: null, attachment: await fileOf(definition, frame, disclosure, value) }
}

async function* checkedChunks({ definition, field, chunks, readChunk }: ReadFieldParameters) {
  for (let start = 0; start < chunks.length; start += window) {
    const batch = await Promise.all(
      chunks.slice(start, start + window).map(async (expected, offset) => {
        const ciphertext = await readChunk(field, start + offset)
        return { ciphertext, valid: (await chunkHashOf(ciphertext)) === expected }
      }),
    )
    const wrong = batch.findIndex(({ valid }) => !valid)
    if (wrong >= 0) throw new ChunkHashMismatchError({ field: definition.name, chunk: start + wrong })
    for (const { ciphertext } of batch) yield ciphertext
  }
}

function disclosedValueOf(disclosure: string, field: string): unknown {
  let parsed: ReturnType<typeof parseDisclosure>
  try {
    parsed = parseDisclosure(disclosure)
  } catch (cause) {
    throw new DisclosureInvalidError({ field, reason: 'it has another form' }, { cause })
  }
  if (parsed.name !== field) throw new DisclosureInvalidError({ field, reason: 'it is of another field' })
  return parsed.value
}

async function fileOf(
  { name: field, mediaTypes, optional }: AttachmentField,
  frame: Uint8Array,
  disclosure: string,
  value: unknown,
): Promise<Attachment | null> {
  if (value === null && optional) {
    attachmentOf(frame, disclosure, 0, field)
    return null
  }
  const claim = attachmentClaim.safeParse(value)
  if (!claim.success) throw new AttachmentInvalidError({ field, reason: 'the disclosure does not describe a file' })
  const { digest, media_type: mediaType, size, name } = claim.data
  if (!mediaTypes.includes(mediaType)) {
    throw new AttachmentInvalidError({ field, reason: 'its media type is not one of the schema' })
  }
  const bytes = attachmentOf(frame, disclosure, size, field)
  const actual = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>))
  if (digest !== `sha-256:${toBase64url(actual)}`) throw new AttachmentDigestMismatchError({ field })
  return name === undefined ? { bytes, mediaType } : { bytes, mediaType, name }
}
