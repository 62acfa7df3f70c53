import type { z } from 'zod'
import { corruptRow } from './rowDigest.ts'

/** @throws {StoreError} `STORE_CORRUPT` */
export function parseJson<T extends z.ZodType>(table: string, schema: T, text: string): z.output<T> {
  try {
    return schema.parse(JSON.parse(text))
  } catch (cause) {
    throw corruptRow(table, cause)
  }
}
