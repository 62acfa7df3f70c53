import type { Schema } from './defineSchema.ts'
import { FieldUnknownError } from './errors.ts'
import type { FieldNameOf } from './fieldTypes.ts'

/** Positions in a field mask, ascending: bit n is the schema's n-th field. */
export function fieldsOf(mask: bigint): number[] {
  const fields: number[] = []
  for (let rest = mask, field = 0; rest > 0n; rest >>= 1n, field++) if (rest & 1n) fields.push(field)
  return fields
}

/** Mask of positions. */
export function maskOf(fields: Iterable<number>): bigint {
  let mask = 0n
  for (const field of fields) mask |= 1n << BigInt(field)
  return mask
}

/** Mask of all fields of a schema. */
export function fullMaskOf(schema: Schema): bigint {
  return (1n << BigInt(schema.fields.length)) - 1n
}

/**
 * Position of a field in its schema.
 *
 * @throws {FieldUnknownError} The schema has no such field.
 */
export function fieldIndexOf<S extends Schema>(schema: S, name: FieldNameOf<S>): number {
  const index = schema.fields.findIndex((field) => field.name === name)
  if (index < 0) throw new FieldUnknownError({ schema: schema.name, field: name })
  return index
}

/**
 * Mask of named fields: what a request asks for and a grant gives.
 *
 * @throws {FieldUnknownError} The schema has no such field.
 */
export function fieldMaskOf<S extends Schema>(schema: S, names: readonly FieldNameOf<S>[]): bigint {
  return maskOf(names.map((name) => fieldIndexOf(schema, name)))
}

/**
 * Names of the fields in a mask, in schema order.
 *
 * @throws {FieldUnknownError} A bit is beyond the schema's last field.
 */
export function fieldNamesOf<S extends Schema>(schema: S, mask: bigint): FieldNameOf<S>[] {
  return fieldsOf(mask).map((field) => {
    const name: FieldNameOf<S> | undefined = schema.fields[field]?.name
    if (name === undefined) throw new FieldUnknownError({ schema: schema.name, field })
    return name
  })
}
