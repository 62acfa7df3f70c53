import { GrantkeepError } from '../errors/GrantkeepError.ts'

/** A Merkle inclusion path has the wrong length or names a position outside its tree. */
export class InclusionPathInvalidError extends GrantkeepError {
  override readonly name = 'InclusionPathInvalidError'
  constructor({ index, count, length }: { index: number; count: number; length: number }) {
    super(
      'INCLUSION_PATH_INVALID',
      `A path of ${length} hashes cannot lead from leaf ${index} of ${count} to the root.`,
      {
        details: { index, count, length },
      },
    )
  }
}

/** A value has no RFC 8785 form: text that is not well-formed UTF-16, or a number that is not a safe integer. */
export class CanonicalJsonError extends GrantkeepError {
  override readonly name = 'CanonicalJsonError'
  constructor(reason: string) {
    super('CANONICAL_JSON_INVALID', `The value has no canonical JSON: ${reason}.`)
  }
}

/** Text is not canonical base64url without padding. */
export class Base64urlInvalidError extends GrantkeepError {
  override readonly name = 'Base64urlInvalidError'
  constructor() {
    super('BASE64URL_INVALID', 'Expected base64url without padding (RFC 4648 §5).')
  }
}
