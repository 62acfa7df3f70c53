import { Base64urlInvalidError } from './errors.ts'

/** Bytes as base64url without padding (RFC 4648 §5). */
export function toBase64url(bytes: Uint8Array): string {
  let binary = ''
  // In slices: an argument list has a limit, and a share or a disclosure may be long.
  for (let start = 0; start < bytes.length; start += 0x8000) {
    binary += String.fromCharCode(...bytes.subarray(start, start + 0x8000))
  }
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/**
 * The bytes of base64url text. Only the one spelling that {@link toBase64url} gives is taken, so that two texts never mean
 * the same bytes.
 *
 * @throws {Base64urlInvalidError} The text is padded, holds other characters, or leaves bits over.
 */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new Base64urlInvalidError()
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0))
  if (toBase64url(bytes) !== text) throw new Base64urlInvalidError()
  return bytes
}
