import type { AttachmentField, ClaimField, Schema } from '../schemas/defineSchema.ts'
import { FieldUnknownError } from '../schemas/errors.ts'
import type { Attachment } from '../schemas/fieldTypes.ts'
import { parseClaim } from './claimValue.ts'
import { AttachmentInvalidError, AttachmentTooLargeError, CredentialTooLargeError } from './errors.ts'
import { maxAttachmentSize, maxCredentialSize } from './limits.ts'

/** What goes into one field: a claim's value, or a file of which the caller keeps no reference. */
export type FieldValue = {
  readonly name: string
  readonly claim: unknown
  readonly attachment?: (Attachment & { readonly bytes: Uint8Array<ArrayBuffer> }) | undefined
}

/**
 * Checks what an issuer states against the schema, and puts it into schema order.
 *
 * @throws {FieldUnknownError} A name is not one of a claim, or of an attachment.
 * @throws {ClaimInvalidError} A claim is missing or not valid.
 * @throws {AttachmentInvalidError} An attachment is missing, empty, or of a media type or name that is not allowed.
 * @throws {AttachmentTooLargeError} It is larger than 16 MiB.
 * @throws {CredentialTooLargeError} All are larger than 64 MiB together.
 */
export function fieldValuesOf(schema: Schema, claims: object, attachments: object): FieldValue[] {
  refuseUnknown(schema, 'claim', claims)
  refuseUnknown(schema, 'attachment', attachments)
  const size = Object.values(attachments).reduce((sum, attachment) => sum + (attachment?.bytes.length ?? 0), 0)
  if (size > maxCredentialSize) throw new CredentialTooLargeError({ size, limit: maxCredentialSize })
  return schema.fields.map((field) =>
    field.kind === 'claim'
      ? claimOf(field, Reflect.get(claims, field.name))
      : attachmentOf(field, Reflect.get(attachments, field.name)),
  )
}

function refuseUnknown(schema: Schema, kind: 'claim' | 'attachment', values: object): void {
  const names = new Set(schema.fields.filter((field) => field.kind === kind).map(({ name }) => name))
  const unknown = Object.keys(values).find((name) => !names.has(name))
  if (unknown !== undefined) throw new FieldUnknownError({ schema: schema.name, field: unknown })
}

function claimOf(field: ClaimField, value: unknown): FieldValue {
  return { name: field.name, claim: parseClaim(field, value ?? null) }
}

function attachmentOf(field: AttachmentField, attachment: Attachment | null | undefined): FieldValue {
  const { name } = field
  const invalid = (reason: string) => new AttachmentInvalidError({ field: name, reason })
  if (attachment === null || attachment === undefined) {
    if (field.optional) return { name, claim: null }
    throw invalid('it is missing')
  }
  const size = attachment.bytes.length
  if (size === 0) throw invalid('it is empty')
  if (size > maxAttachmentSize) throw new AttachmentTooLargeError({ field: name, size, limit: maxAttachmentSize })
  if (!field.mediaTypes.includes(attachment.mediaType)) throw invalid('its media type is not one of the schema')
  if (attachment.name !== undefined && !isFileName(attachment.name)) throw invalid('its name is not a file name')
  return { name, claim: undefined, attachment: { ...attachment, bytes: Uint8Array.from(attachment.bytes) } }
}

/** A name that can be shown and saved: no path, no control characters. */
function isFileName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
  return name.length > 0 && name.length <= 255 && name.isWellFormed() && !/[\u0000-\u001f\u007f-\u009f/\\]/.test(name)
}
