/** Values that explain an error to a program: no content, keys, tokens or signatures. */
export type ErrorDetails = Readonly<Record<string, string | number | readonly string[]>>

export type GrantkeepErrorOptions = {
  readonly details?: ErrorDetails | undefined
  readonly cause?: unknown
}

/**
 * Base of every error that Grantkeep throws on purpose. `code` is stable and the same word everywhere: the Solidity error
 * `AccessGrantExpired` is `ACCESS_GRANT_EXPIRED` in an HTTP body and here. docs/errors.md explains each.
 */
export class GrantkeepError extends Error {
  override readonly name: string = 'GrantkeepError'
  readonly code: string
  readonly details: ErrorDetails
  readonly docsPath: string

  constructor(code: string, message: string, options: GrantkeepErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.details = options.details ?? {}
    this.docsPath = `docs/errors.md#${code.toLowerCase()}`
  }
}

/** `AccessGrantExpired` → `ACCESS_GRANT_EXPIRED` */
export function codeOfSolidityError(errorName: string): string {
  return errorName.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toUpperCase()
}
