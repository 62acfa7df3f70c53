import type { ClaimField } from '../schemas/defineSchema.ts'
import { ClaimInvalidError } from './errors.ts'

/**
 * Checks a claim's value against its schema, when it is issued and when it is read.
 *
 * @param value - `null` where an optional claim is left out.
 * @throws {ClaimInvalidError} It is missing, or not as the schema asks. The message names the rule, never the value.
 */
export function parseClaim(field: ClaimField, value: unknown): unknown {
  if (value === null && field.optional) return null
  if (value === null) throw new ClaimInvalidError({ field: field.name, reason: 'it is missing' })
  const parsed = field.value.safeParse(value)
  if (parsed.success) return parsed.data
  const reason = parsed.error.issues.map(({ path, code }) => [...path, code].join(' ')).join(', ')
  throw new ClaimInvalidError({ field: field.name, reason })
}
