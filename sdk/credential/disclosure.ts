import { type Hex, sha256, stringToBytes } from 'viem'
import { z } from 'zod'
import { fromBase64url } from '../crypto/base64url.ts'
import { maxAttachmentSize } from './limits.ts'

/** A salt of at least 128 bits, base64url: what keeps a digest from being guessed (RFC 9901 §4.2.1). */
const salt = z.string().regex(/^[A-Za-z0-9_-]{22,}$/, 'Expected a salt of at least 128 bits')

const disclosure = z.tuple([salt, z.string(), z.json()])

/** What a disclosure says of an attachment. */
export const attachmentClaim = z.strictObject({
  /** `sha-256:` and base64url of the file's SHA-256. */
  digest: z.string().regex(/^sha-256:[A-Za-z0-9_-]{43}$/),
  media_type: z.string().max(127),
  /** Bytes. */
  size: z.number().int().min(1).max(maxAttachmentSize),
  name: z.string().max(255).optional(),
})
export type AttachmentClaim = z.infer<typeof attachmentClaim>

/**
 * Name and value in a disclosure.
 *
 * @param text - base64url of the JSON of `[salt, name, value]` (RFC 9901 §4.2.1).
 * @throws Whatever is wrong: base64url, UTF-8, JSON, or the shape.
 */
export function parseDisclosure(text: string): { readonly name: string; readonly value: unknown } {
  const json = new TextDecoder('utf-8', { fatal: true }).decode(fromBase64url(text))
  const [, name, value] = disclosure.parse(JSON.parse(json))
  return { name, value }
}

/** Digest of a disclosure, SHA-256 of its base64url text (RFC 9901 §4.2.3): a field's commitment. */
export function commitmentOf(disclosure: string): Hex {
  return sha256(stringToBytes(disclosure))
}
