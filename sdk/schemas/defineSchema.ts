import type { Hex } from 'viem'
import type { z } from 'zod'
import { schemaIdOf } from '../typedData/hashes.ts'
import { SchemaInvalidError } from './errors.ts'

/** A field whose value is JSON, told in the disclosure itself. */
export type ClaimField = {
  /** The claim's name in the SD-JWT VC. */
  readonly name: string
  /** What a consent screen calls it, in English. */
  readonly label: string
  readonly kind: 'claim'
  /** Parses the value when it is issued and when it is read; must give back what it was given. */
  readonly value: z.ZodType
  /** Whether a credential may do without it; its value is then `null`. */
  readonly optional?: true
}

/** A field whose value is a file; the disclosure carries its digest, media type and size. */
export type AttachmentField = {
  readonly name: string
  readonly label: string
  readonly kind: 'attachment'
  /** Media types that an issuer may use. */
  readonly mediaTypes: readonly string[]
  readonly optional?: true
}

export type FieldDefinition = ClaimField | AttachmentField

/** A kind of credential: its name and its fields in bit order. */
export type Schema<F extends readonly FieldDefinition[] = readonly FieldDefinition[]> = {
  /** `schemaId` of `SchemaRegistry`: follows from the name and the field names. */
  readonly id: Hex
  /** `vct` of the SD-JWT VC. A change of fields is another schema, with another version in its name. */
  readonly name: string
  /** What a consent screen calls it, in English. */
  readonly label: string
  readonly fields: F
}

/** Names with a meaning of their own in a JWT, an SD-JWT or an SD-JWT VC. */
const reservedNames = new Set([
  ...['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti', 'cnf', 'vct', 'vct#integrity', 'status'],
  ...['_sd', '_sd_alg', '...', '__proto__'],
])

/**
 * Defines a schema as data: claims and attachments are typed from it wherever it is used.
 *
 * @throws {SchemaInvalidError} It has no field or more than 64, a name is empty, too long, reserved or used twice.
 * @example
 * const membership = defineSchema({
 *   name: 'urn:example:schema:membership:1',
 *   label: 'Membership',
 *   fields: [{ name: 'member_since', label: 'Member since', kind: 'claim', value: z.iso.date() }],
 * })
 */
export function defineSchema<const F extends readonly FieldDefinition[]>({
  name,
  label,
  fields,
}: {
  readonly name: string
  readonly label: string
  readonly fields: F
}): Schema<F> {
  const invalid = (reason: string) => new SchemaInvalidError({ schema: name, reason })
  if (!isName(name, 128)) throw invalid('its name must have 1 to 128 bytes')
  if (fields.length === 0 || fields.length > 64) throw invalid('it must have 1 to 64 fields')
  const names = fields.map((field) => field.name)
  for (const field of names) {
    if (!isName(field, 64)) throw invalid('a field name must have 1 to 64 bytes')
    if (reservedNames.has(field)) throw invalid(`the field name ${field} is reserved`)
  }
  if (new Set(names).size !== names.length) throw invalid('a field name is used twice')
  return Object.freeze({ id: schemaIdOf({ name, fields: names }), name, label, fields })
}

function isName(name: string, limit: number): boolean {
  return name.length > 0 && name.isWellFormed() && new TextEncoder().encode(name).length <= limit
}
