import { concatBytes, type Hex, hexToBytes, numberToBytes, stringToBytes } from 'viem'
import { ChunkOpenError } from './errors.ts'

/**
 * Content encryption: AES-256-GCM through WebCrypto, in chunks. A field's key encrypts one field of one credential, once;
 * so a chunk's place makes a nonce that never repeats under its key. The place is authenticated too, so a chunk opens
 * nowhere else, and a field that was cut short does not end.
 */

/** Bytes of plaintext in every chunk but the last. */
export const chunkSize = 262_144
/** Bytes that encryption adds to a chunk: the GCM tag. */
export const chunkOverhead = 16

/** Where a chunk belongs. */
export type ChunkPlace = {
  /** `credentialHash` of the credential. */
  readonly credentialHash: Hex
  /** Position of the field in the schema. */
  readonly field: number
  /** Position of the chunk in the field. */
  readonly chunk: number
  /** Whether the field ends with it. */
  readonly last: boolean
}

/** A field's 32-byte key, as WebCrypto wants it. Not extractable. */
export function importFieldKey(key: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', Uint8Array.from(key), 'AES-GCM', false, ['encrypt', 'decrypt'])
}

/**
 * Encrypts one chunk. One key must never encrypt two plaintexts at one place.
 *
 * @returns ciphertext ‖ tag (16).
 */
export async function encryptChunk(key: CryptoKey, place: ChunkPlace, plaintext: Uint8Array): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.encrypt(algorithmAt(place), key, plaintext as Uint8Array<ArrayBuffer>))
}

/**
 * Decrypts one chunk.
 *
 * @throws {ChunkOpenError} It was altered, or belongs to another place, field or credential.
 */
export async function decryptChunk(key: CryptoKey, place: ChunkPlace, ciphertext: Uint8Array): Promise<Uint8Array> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithmAt(place), key, ciphertext as Uint8Array<ArrayBuffer>))
  } catch {
    throw new ChunkOpenError(place)
  }
}

/** Nonce: 7 zero bytes ‖ u32be chunk ‖ u8 last. Additional data: version ‖ credentialHash ‖ u8 field ‖ u32be chunk ‖ u8 last. */
function algorithmAt({ credentialHash, field, chunk, last }: ChunkPlace) {
  const position = concatBytes([numberToBytes(chunk, { size: 4 }), Uint8Array.of(last ? 1 : 0)])
  return {
    name: 'AES-GCM',
    iv: Uint8Array.from(concatBytes([new Uint8Array(7), position])),
    additionalData: Uint8Array.from(
      concatBytes([
        stringToBytes('grantkeep/chunk/1'),
        hexToBytes(credentialHash, { size: 32 }),
        numberToBytes(field, { size: 1 }),
        position,
      ]),
    ),
    tagLength: 128,
  }
}
