import { GrantkeepError } from '../errors/GrantkeepError.ts'

/** A schema breaks a rule that its registration or its credentials would break on. */
export class SchemaInvalidError extends GrantkeepError {
  override readonly name = 'SchemaInvalidError'
  constructor({ schema, reason }: { schema: string; reason: string }) {
    super('SCHEMA_INVALID', `Schema ${schema} cannot be defined: ${reason}.`, { details: { schema } })
  }
}

/** A schema has no field of this name or position. */
export class FieldUnknownError extends GrantkeepError {
  override readonly name = 'FieldUnknownError'
  constructor({ schema, field }: { schema: string; field: string | number }) {
    super('FIELD_UNKNOWN', `Schema ${schema} has no field ${field}.`, { details: { schema, field } })
  }
}
