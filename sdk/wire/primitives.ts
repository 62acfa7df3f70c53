import { type Address, getAddress, type Hex, isAddress } from 'viem'
import { z } from 'zod'

/**
 * The scalars of the wire. Each schema accepts one spelling only, so that two readers of a body can't disagree; parsing
 * gives the type that viem uses for the same Solidity type.
 */

/** 32 bytes, lower-case hex. */
export const bytes32 = z
  .string()
  .regex(/^0x[0-9a-f]{64}$/, 'Expected 32 bytes as lower-case 0x-hex')
  .transform((value) => value as Hex)

/** An address: checksummed (ERC-55) or lower-case; parsed to checksummed. */
export const address = z
  .string()
  .refine((value) => /^0x[0-9a-f]{40}$/.test(value) || isAddress(value, { strict: true }), 'Expected an address')
  .transform((value): Address => getAddress(value))

/** `uint64` field mask, a non-zero hex quantity without leading zeros: bit n is the schema's n-th field. */
export const fieldMask = z
  .string()
  .regex(/^0x[1-9a-f][0-9a-f]{0,15}$/, 'Expected a non-zero uint64 as lower-case hex quantity')
  .transform((value) => BigInt(value))

export const uint8 = z.number().int().min(0).max(0xff)
export const uint16 = z.number().int().min(0).max(0xffff)
/** Unix seconds, durations and counters. */
export const uint32 = z.number().int().min(0).max(0xffff_ffff)

/** `uint256` as a decimal string without leading zeros. */
export const uint256 = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,77})$/, 'Expected a decimal uint256')
  .transform((value) => BigInt(value))
  .refine((value) => value < 1n << 256n, 'Expected a decimal uint256')

/** Bytes as base64url without padding (RFC 4648 §5). */
export const base64url = z.string().regex(/^[A-Za-z0-9_-]*$/, 'Expected base64url without padding')

/** A purpose: 1 to 128 bytes of UTF-8, normalised to NFC, without control characters. */
export const purpose = z
  .string()
  .refine((value) => {
    const length = new TextEncoder().encode(value).length
    return length > 0 && length <= 128
  }, 'Expected 1 to 128 bytes')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
  .refine((value) => value === value.normalize('NFC') && !/[\u0000-\u001f\u007f-\u009f\p{Cs}]/u.test(value), {
    message: 'Expected NFC text without control characters',
  })

/** Ids of a list's pages: opaque to clients. */
export const cursor = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)
