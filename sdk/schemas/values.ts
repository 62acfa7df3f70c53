import { z } from 'zod'

/** Values that several schemas use. */

/** Text as people write it: NFC, without control characters, at most 150 characters as in the EU PID. */
export const text = z
  .string()
  .min(1)
  .max(150)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
  .refine((value) => value === value.normalize('NFC') && !/[\u0000-\u001f\u007f-\u009f\p{Cs}]/u.test(value), {
    message: 'Expected NFC text without control characters',
  })

/** A day, `2001-09-30` (ISO 8601-1, RFC 3339 full-date). */
export const date = z.iso.date()

/** ISO 3166-1 alpha-2 country code. */
export const country = z.string().regex(/^[A-Z]{2}$/, 'Expected an ISO 3166-1 alpha-2 code')
