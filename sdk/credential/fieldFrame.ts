import { bytesToNumber, concatBytes, numberToBytes, stringToBytes } from 'viem'
import { chunkSize } from '../crypto/chunkCipher.ts'
import { padmeSizeOf } from '../crypto/padme.ts'
import { maxChunksPerField } from '../wire/credential.ts'
import { FieldFrameInvalidError } from './errors.ts'
import { maxDisclosureSize } from './limits.ts'

/** A field's plaintext: u32be disclosure length ‖ disclosure (ASCII) ‖ attachment ‖ zero padding. */

/** Claims of any usual length look the same. */
const minFrameSize = 256
const headSize = 4

/**
 * Frames a field for encryption.
 *
 * @param disclosure - As in the SD-JWT: base64url of `[salt, name, value]`.
 * @param attachment - The file's bytes; empty for a claim.
 */
export function createFrame(disclosure: string, attachment: Uint8Array = new Uint8Array(0)): Uint8Array {
  const frame = new Uint8Array(frameSizeOf(disclosure.length, attachment.length))
  frame.set(concatBytes([numberToBytes(disclosure.length, { size: headSize }), stringToBytes(disclosure)]))
  frame.set(attachment, headSize + disclosure.length)
  return frame
}

/**
 * Size of a frame: PADMÉ of what it holds, from 256 bytes up to what `maxChunksPerField` can hold.
 *
 * @param disclosureSize - Bytes.
 * @param attachmentSize - Bytes.
 */
export function frameSizeOf(disclosureSize: number, attachmentSize: number): number {
  const padded = padmeSizeOf(headSize + disclosureSize + attachmentSize)
  return Math.min(Math.max(padded, minFrameSize), maxChunksPerField * chunkSize)
}

/**
 * The disclosure in a frame.
 *
 * @throws {FieldFrameInvalidError} Its length is beyond the frame, or it is not base64url.
 */
export function disclosureOf(frame: Uint8Array, field: string): string {
  const size = frame.length < headSize ? 0 : bytesToNumber(frame.subarray(0, headSize))
  if (size === 0 || size > maxDisclosureSize || headSize + size > frame.length) {
    throw new FieldFrameInvalidError({ field, reason: 'the disclosure has no possible length' })
  }
  const disclosure = new TextDecoder().decode(frame.subarray(headSize, headSize + size))
  if (!/^[A-Za-z0-9_-]+$/.test(disclosure)) {
    throw new FieldFrameInvalidError({ field, reason: 'the disclosure is not base64url' })
  }
  return disclosure
}

/**
 * The attachment in a frame; nothing may stand beside it.
 *
 * @param size - Bytes, as the disclosure says; 0 for a claim.
 * @throws {FieldFrameInvalidError} The frame is not padded with zeros to the size that it must have.
 */
export function attachmentOf(frame: Uint8Array, disclosure: string, size: number, field: string): Uint8Array {
  const start = headSize + disclosure.length
  const padding = frame.subarray(start + size)
  if (frame.length !== frameSizeOf(disclosure.length, size) || padding.some((byte) => byte !== 0)) {
    throw new FieldFrameInvalidError({ field, reason: 'it is not padded as its size asks' })
  }
  return frame.slice(start, start + size)
}
