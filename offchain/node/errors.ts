import { GrantkeepError } from '../../sdk/errors/GrantkeepError.ts'
import type { ErrorBody } from '../../sdk/wire/node.ts'
import { ChainUnavailableError } from './chain/ChainUnavailableError.ts'
import { type RefusalCode, RefusalError } from './domain/RefusalError.ts'
import type { BlockReference } from './ports.ts'

/** The HTTP status of every refusal: the one place that knows. */
export const statuses: Readonly<Record<RefusalCode, number>> = {
  REQUEST_INVALID: 400,
  PATH_INVALID: 400,
  QUERY_INVALID: 400,
  BODY_INVALID: 400,
  BODY_NOT_EXPECTED: 400,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TIMEOUT: 408,
  BODY_TOO_LARGE: 413,
  CONTENT_TYPE_NOT_SUPPORTED: 415,

  SESSION_REQUIRED: 401,
  SESSION_INVALID: 401,
  SESSION_EXPIRED: 401,
  LOGIN_MESSAGE_INVALID: 401,
  LOGIN_DOMAIN_MISMATCH: 401,
  LOGIN_URI_MISMATCH: 401,
  LOGIN_CHAIN_MISMATCH: 401,
  LOGIN_STATEMENT_MISMATCH: 401,
  LOGIN_RESOURCES_NOT_ACCEPTED: 401,
  LOGIN_NONCE_UNKNOWN: 401,
  LOGIN_NONCE_EXPIRED: 401,
  LOGIN_TIME_INVALID: 401,
  LOGIN_SIGNATURE_INVALID: 401,
  TOO_MANY_NONCES: 429,

  SESSION_NOT_FOR_CONSUMER: 403,
  ACCESS_GRANT_NOT_FOUND: 403,
  ACCESS_GRANT_REVOKED: 403,
  ACCESS_GRANT_NOT_STARTED: 403,
  ACCESS_GRANT_EXPIRED: 403,
  ACCESS_GRANT_NOT_ACTIVE: 403,
  FIELD_NOT_GRANTED: 403,
  FIELD_NO_LONGER_GRANTED: 403,
  ACCESS_USE_NOT_RECORDED: 403,
  ACCESS_USE_WINDOW_CLOSED: 403,
  ACCESS_USES_EXHAUSTED: 403,
  RELEASE_NOT_FOUND: 403,
  RELEASE_EXPIRED: 403,
  FIELD_NOT_IN_RELEASE: 403,
  CREDENTIAL_NOT_FOUND: 403,
  NOT_CREDENTIAL_PARTY: 403,
  CREDENTIAL_NOT_ON_CHAIN: 403,

  CHUNK_NOT_FOUND: 404,
  ENVELOPE_NOT_STORED: 409,
  ENVELOPE_SUPERSEDED: 409,
  CONTENT_NOT_STORED: 409,
  CREDENTIAL_STATUS_INVALID: 409,
  CREDENTIAL_CONFLICT: 409,
  ENVELOPE_NOT_APPROVED: 409,
  ENVELOPE_CONFLICT: 409,
  CREDENTIAL_ID_MISMATCH: 422,
  CREDENTIAL_HASH_MISMATCH: 422,
  FIELD_COUNT_MISMATCH: 422,
  FIELDS_ROOT_MISMATCH: 422,
  COMMITMENTS_MISMATCH: 422,
  CONTENT_ROOT_MISMATCH: 422,
  OWNER_ENVELOPE_INVALID: 422,
  CHUNK_HASH_MISMATCH: 422,
  ENVELOPE_MISMATCH: 422,
  ENVELOPE_SHARE_MISMATCH: 422,

  NOT_READY: 503,
}

/** What an error looks like from outside, and whether it is the node's own trouble. */
export type ErrorAnswer = {
  readonly status: number
  readonly body: ErrorBody
  readonly block: BlockReference | undefined
  /** To be logged whole: the answer says nothing of it. */
  readonly internal: boolean
}

/** Shapes any error into an answer. Of what is not a refusal, nothing but a code of ours gets out. */
export function answerError(error: unknown): ErrorAnswer {
  if (error instanceof RefusalError) {
    const { code, message, details, docsPath, block } = error
    const body =
      Object.keys(details).length > 0
        ? { code, message, details: copy(details), docsPath }
        : { code, message, docsPath }
    return { status: statuses[code], body, block, internal: code === 'NOT_READY' }
  }
  if (error instanceof GrantkeepError) {
    if (error.code === 'CURSOR_INVALID') return outside(400, error.code, error.message, false)
    if (error instanceof ChainUnavailableError) return outside(503, error.code, error.message)
    if (error.code.startsWith('STORE_'))
      return outside(503, error.code, 'The store cannot serve this now; nothing was acknowledged.')
  }
  return outside(
    500,
    'INTERNAL',
    'Something went wrong inside the node. The log has it under the request id of this answer.',
  )
}

function outside(status: number, code: string, message: string, internal = true): ErrorAnswer {
  return {
    status,
    body: { code, message, docsPath: `docs/errors.md#${code.toLowerCase()}` },
    block: undefined,
    internal,
  }
}

function copy(details: GrantkeepError['details']): NonNullable<ErrorBody['details']> {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]),
  )
}
