import { type ErrorDetails, GrantkeepError } from '../../../sdk/errors/GrantkeepError.ts'
import type { BlockReference } from '../ports.ts'

/** Every refusal of the node by its code. The sentences hold no values, so that two refusals for one reason are the same. */
export const refusals = {
  // The request itself.
  REQUEST_INVALID: 'The request is not one that HTTP allows here.',
  PATH_INVALID: 'A part of the path is not in the form that this call takes.',
  QUERY_INVALID: 'The query has a parameter that this call does not take, or one that is not in its form.',
  BODY_INVALID: 'The body is not in the form that this call takes.',
  BODY_TOO_LARGE: 'The body is larger than this call takes.',
  BODY_NOT_EXPECTED: 'This call takes no body.',
  CONTENT_TYPE_NOT_SUPPORTED: 'The body is not of the media type that this call takes, or is compressed.',
  REQUEST_TIMEOUT: 'The body did not arrive in time.',
  NOT_FOUND: 'There is no such call.',
  METHOD_NOT_ALLOWED: 'This path does not take this method.',

  // Sessions.
  SESSION_REQUIRED: 'This call needs a session: Authorization: Bearer and a token of POST /v1/auth/session.',
  SESSION_INVALID: 'The token is not one of a session at this node and for its chain.',
  SESSION_EXPIRED: 'The session has ended; open another.',
  TOO_MANY_NONCES: 'Too many nonces are waiting for this address; use one of them, or wait until they are void.',
  LOGIN_MESSAGE_INVALID: 'The message is not a sign-in message (ERC-4361) in its one canonical spelling.',
  LOGIN_DOMAIN_MISMATCH: "The message is for another domain than this node's.",
  LOGIN_URI_MISMATCH: "The message is for another URI than this node's.",
  LOGIN_CHAIN_MISMATCH: "The message is for another chain than this node's.",
  LOGIN_STATEMENT_MISMATCH: 'The message states something else than signing in to this node.',
  LOGIN_RESOURCES_NOT_ACCEPTED: 'The message names resources or a request id, which mean nothing here.',
  LOGIN_NONCE_UNKNOWN: 'The nonce is not one that waits for this address, or it was used.',
  LOGIN_NONCE_EXPIRED: 'The nonce is void; ask for another.',
  LOGIN_TIME_INVALID: 'The message is not valid now: see its issue, expiration and not-before times.',
  LOGIN_SIGNATURE_INVALID: 'The signature is not one of the address in the message over this message.',

  // Permission.
  SESSION_NOT_FOR_CONSUMER: 'The session may not act for this consumer.',
  ACCESS_GRANT_NOT_FOUND: 'No grant lets this consumer read this credential for this purpose.',
  ACCESS_GRANT_REVOKED: 'The owner revoked the grant.',
  ACCESS_GRANT_NOT_STARTED: 'The grant has not started yet.',
  ACCESS_GRANT_EXPIRED: 'The grant has expired.',
  ACCESS_GRANT_NOT_ACTIVE: 'The grant is not in force now.',
  FIELD_NOT_GRANTED: 'A field was asked for that the owner never granted.',
  FIELD_NO_LONGER_GRANTED: 'A field was asked for that the owner granted once and does not grant now.',
  ACCESS_USE_NOT_RECORDED: 'The grant counts uses; record one on chain, then ask again.',
  ACCESS_USE_WINDOW_CLOSED: 'The window of the last use has closed; record another use on chain, then ask again.',
  ACCESS_USES_EXHAUSTED: 'All uses of the grant are taken.',
  RELEASE_NOT_FOUND: 'There is no such release for this session.',
  RELEASE_EXPIRED: 'The release has ended; ask for another.',
  FIELD_NOT_IN_RELEASE: 'The release does not have this field.',

  // Availability of what is permitted.
  ENVELOPE_NOT_STORED: 'The owner has not handed the envelope of this grant to this node yet.',
  ENVELOPE_SUPERSEDED:
    'The envelope stored is of other terms than the grant has now; the owner has to hand over the new one.',
  CONTENT_NOT_STORED: 'The content of a field asked for is not stored at this node, or not all of it.',
  CHUNK_NOT_FOUND: 'The field has no such chunk.',

  // Credentials and envelopes.
  CREDENTIAL_NOT_FOUND: 'There is no such credential for this session.',
  NOT_CREDENTIAL_PARTY: 'Only the issuer and the owner of a credential may store it.',
  CREDENTIAL_NOT_ON_CHAIN: 'The chain knows no such credential; issue it first.',
  CREDENTIAL_STATUS_INVALID: 'The owner withdrew the credential; nothing of it is stored any more.',
  CREDENTIAL_ID_MISMATCH: 'The id in the path is not that of the header.',
  CREDENTIAL_HASH_MISMATCH: "The JWT does not hash to the header's credentialHash.",
  FIELD_COUNT_MISMATCH: 'Commitments and content are not of the same number of fields.',
  FIELDS_ROOT_MISMATCH: "The commitments do not lead to the header's fieldsRoot.",
  COMMITMENTS_MISMATCH: "The commitments are not the digests in the JWT's _sd.",
  CONTENT_ROOT_MISMATCH: "The content does not lead to the header's contentRoot.",
  OWNER_ENVELOPE_INVALID: "The envelope is not the owner's own first one for all fields of this credential.",
  CREDENTIAL_CONFLICT: 'The credential is stored already, with another envelope; nothing was changed.',
  CHUNK_HASH_MISMATCH: 'The bytes are not those that the credential commits to.',
  ENVELOPE_MISMATCH: 'The header is not that of the path, or not for the chain and registry of this node.',
  ENVELOPE_SHARE_MISMATCH: 'The share is none of those that the header names.',
  ENVELOPE_NOT_APPROVED: "The owner's newest grant approves another envelope than this one, or none.",
  ENVELOPE_CONFLICT: 'Another share of this envelope is stored already.',

  // The node.
  NOT_READY: 'The node cannot decide now; the details say why.',
} as const

export type RefusalCode = keyof typeof refusals

export type RefusalOptions = {
  readonly details?: ErrorDetails | undefined
  /** The block that a decision was read at. */
  readonly block?: BlockReference | undefined
  readonly cause?: unknown
}

/** The node refuses, and says why. */
export class RefusalError extends GrantkeepError {
  override readonly name = 'RefusalError'
  override readonly code: RefusalCode
  readonly block: BlockReference | undefined

  constructor(code: RefusalCode, options: RefusalOptions = {}) {
    super(code, refusals[code], options)
    this.code = code
    this.block = options.block
  }
}
