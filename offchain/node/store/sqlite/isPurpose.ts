import { purposeHashOf } from '../../../../sdk/typedData/hashes.ts'
import { purpose } from '../../../../sdk/wire/primitives.ts'

/**
 * Whether an event's purpose is text that clients take, and the text that was hashed: bytes that are no UTF-8 decode to some
 * text, but to one with another hash.
 */
export function isPurpose(
  text: unknown,
  purposeHash: unknown = typeof text === 'string' && purposeHashOf(text),
): boolean {
  const parsed = purpose.safeParse(text)
  return parsed.success && purposeHashOf(parsed.data) === purposeHash
}
