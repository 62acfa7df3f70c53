import type { Hex } from 'viem'
import { chunkSize, decryptChunk, encryptChunk, importFieldKey } from './chunkCipher.ts'

/** One field of one credential. */
export type FieldPlace = { readonly credentialHash: Hex; readonly field: number }

/**
 * Encrypts a field under a new key of its own, chunk by chunk as the reader takes them. Making the key here keeps it from
 * ever encrypting twice.
 *
 * @param plaintext - The field's frame, at least one byte; not to be changed while it is read.
 */
export function encryptField(
  place: FieldPlace,
  plaintext: Uint8Array,
): { readonly key: Uint8Array; readonly chunks: AsyncIterable<Uint8Array> } {
  if (plaintext.length === 0) throw new RangeError('A field has at least one byte.')
  const key = crypto.getRandomValues(new Uint8Array(32))
  return { key, chunks: encryptChunks(place, Uint8Array.from(key), plaintext) }
}

async function* encryptChunks({ credentialHash, field }: FieldPlace, rawKey: Uint8Array, plaintext: Uint8Array) {
  const key = await importFieldKey(rawKey)
  const count = Math.ceil(plaintext.length / chunkSize)
  for (let chunk = 0; chunk < count; chunk++) {
    const bytes = plaintext.subarray(chunk * chunkSize, (chunk + 1) * chunkSize)
    yield await encryptChunk(key, { credentialHash, field, chunk, last: chunk === count - 1 }, bytes)
  }
}

/**
 * Decrypts a field chunk by chunk. Nothing may be believed before the last chunk came: until then the field may be cut.
 *
 * @param chunks - Ciphertext in order, already checked against `contentRoot`.
 * @param count - Number of chunks that `contentRoot` names.
 * @throws {ChunkOpenError} A chunk was altered or is out of its place, or there are fewer than `count`.
 */
export async function* decryptField(
  { credentialHash, field }: FieldPlace,
  rawKey: Uint8Array,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  count: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const key = await importFieldKey(rawKey)
  let chunk = 0
  for await (const ciphertext of chunks) {
    yield await decryptChunk(key, { credentialHash, field, chunk, last: chunk === count - 1 }, ciphertext)
    chunk++
  }
  // An empty ciphertext has no tag: it fails as a missing chunk must.
  if (chunk !== count) await decryptChunk(key, { credentialHash, field, chunk, last: true }, new Uint8Array(0))
}
