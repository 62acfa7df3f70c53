import { GrantkeepError } from '../errors/GrantkeepError.ts'

/** Two values that must be one differ; each of these errors says which pair. */
type Mismatch = { readonly actual: string; readonly expected: string }

/** The credential is of another schema than the one it is read by. */
export class SchemaMismatchError extends GrantkeepError {
  override readonly name = 'SchemaMismatchError'
  constructor({ actual, expected }: Mismatch) {
    super('SCHEMA_MISMATCH', `The credential has schema ${actual}, not ${expected}.`, { details: { actual, expected } })
  }
}

/** Commitments or content do not count as many fields as the schema. */
export class FieldCountMismatchError extends GrantkeepError {
  override readonly name = 'FieldCountMismatchError'
  constructor({ actual, expected }: { actual: number; expected: number }) {
    super('FIELD_COUNT_MISMATCH', `The credential comes with ${actual} fields where its schema has ${expected}.`, {
      details: { actual, expected },
    })
  }
}

/** The header is not the one that the credential's id is the hash of. */
export class CredentialIdMismatchError extends GrantkeepError {
  override readonly name = 'CredentialIdMismatchError'
  constructor({ actual, expected }: Mismatch) {
    super('CREDENTIAL_ID_MISMATCH', `The header is that of credential ${actual}, not of ${expected}.`, {
      details: { actual, expected },
    })
  }
}

/** The issuer's JWT is not the one that the header commits to. */
export class CredentialHashMismatchError extends GrantkeepError {
  override readonly name = 'CredentialHashMismatchError'
  constructor({ actual, expected }: Mismatch) {
    super('CREDENTIAL_HASH_MISMATCH', `The issuer's JWT hashes to ${actual}, not to ${expected}.`, {
      details: { actual, expected },
    })
  }
}

/** The field commitments are not those that the header commits to. */
export class FieldsRootMismatchError extends GrantkeepError {
  override readonly name = 'FieldsRootMismatchError'
  constructor({ actual, expected }: Mismatch) {
    super('FIELDS_ROOT_MISMATCH', `The commitments have the root ${actual}, not ${expected}.`, {
      details: { actual, expected },
    })
  }
}

/** The chunk hashes are not those that the header commits to. */
export class ContentRootMismatchError extends GrantkeepError {
  override readonly name = 'ContentRootMismatchError'
  constructor({ actual, expected }: Mismatch) {
    super('CONTENT_ROOT_MISMATCH', `The chunk hashes have the root ${actual}, not ${expected}.`, {
      details: { actual, expected },
    })
  }
}

/** The commitments are not the digests that the issuer signed, each once. */
export class CommitmentsMismatchError extends GrantkeepError {
  override readonly name = 'CommitmentsMismatchError'
  constructor() {
    super('COMMITMENTS_MISMATCH', "The commitments are not the digests in the issuer's JWT.")
  }
}

/** The issuer's JWT is not of the one form that is accepted: header, algorithm, type, claims. */
export class IssuerJwtInvalidError extends GrantkeepError {
  override readonly name = 'IssuerJwtInvalidError'
  constructor({ reason }: { reason: string }, options: { cause?: unknown } = {}) {
    super('ISSUER_JWT_INVALID', `The issuer's JWT is not an SD-JWT VC as credentials have it: ${reason}.`, options)
  }
}

/** The issuer's JWT says something else than the header on chain. */
export class IssuerJwtMismatchError extends GrantkeepError {
  override readonly name = 'IssuerJwtMismatchError'
  constructor({ claim, actual, expected }: Mismatch & { readonly claim: string }) {
    super(
      'ISSUER_JWT_MISMATCH',
      `The issuer's JWT says ${claim} = ${actual}; the credential's header says ${expected}.`,
      {
        details: { claim, actual, expected },
      },
    )
  }
}

/** The JWT is not signed by the key that its header names. */
export class IssuerSignatureInvalidError extends GrantkeepError {
  override readonly name = 'IssuerSignatureInvalidError'
  constructor({ thumbprint }: { thumbprint: string }) {
    super('ISSUER_SIGNATURE_INVALID', `The issuer's JWT is not signed by key ${thumbprint}.`, {
      details: { thumbprint },
    })
  }
}

/** A field was asked for whose chunk hashes or whose key the reader did not get. */
export class FieldNotAvailableError extends GrantkeepError {
  override readonly name = 'FieldNotAvailableError'
  constructor({ field }: { field: string }) {
    super('FIELD_NOT_AVAILABLE', `The field ${field} is not among those released.`, { details: { field } })
  }
}

/** A ciphertext chunk is not the one that `contentRoot` commits to. It was not decrypted. */
export class ChunkHashMismatchError extends GrantkeepError {
  override readonly name = 'ChunkHashMismatchError'
  constructor({ field, chunk }: { field: string; chunk: number }) {
    super('CHUNK_HASH_MISMATCH', `Chunk ${chunk} of the field ${field} is not the one that the issuer uploaded.`, {
      details: { field, chunk },
    })
  }
}

/** A field's plaintext is not disclosure, attachment and zero padding of the sizes they should have. */
export class FieldFrameInvalidError extends GrantkeepError {
  override readonly name = 'FieldFrameInvalidError'
  constructor({ field, reason }: { field: string; reason: string }) {
    super('FIELD_FRAME_INVALID', `The content of the field ${field} has no valid frame: ${reason}.`, {
      details: { field },
    })
  }
}

/** A field's disclosure is not the one that the credential commits to. */
export class CommitmentMismatchError extends GrantkeepError {
  override readonly name = 'CommitmentMismatchError'
  constructor({ field }: { field: string }) {
    super('COMMITMENT_MISMATCH', `The disclosure of the field ${field} is not the one that the issuer committed to.`, {
      details: { field },
    })
  }
}

/** A disclosure is not `[salt, name, value]` with a salt of 128 bits or more and the field's name. */
export class DisclosureInvalidError extends GrantkeepError {
  override readonly name = 'DisclosureInvalidError'
  constructor({ field, reason }: { field: string; reason: string }, options: { cause?: unknown } = {}) {
    super('DISCLOSURE_INVALID', `The disclosure of the field ${field} is not valid: ${reason}.`, {
      details: { field },
      ...options,
    })
  }
}

/** A claim's value is not one that its schema allows. The value itself is left out of the message. */
export class ClaimInvalidError extends GrantkeepError {
  override readonly name = 'ClaimInvalidError'
  constructor({ field, reason }: { field: string; reason: string }) {
    super('CLAIM_INVALID', `The claim ${field} is not valid: ${reason}.`, { details: { field } })
  }
}

/** An attachment is missing, empty, or of a media type or name that its schema does not allow. */
export class AttachmentInvalidError extends GrantkeepError {
  override readonly name = 'AttachmentInvalidError'
  constructor({ field, reason }: { field: string; reason: string }) {
    super('ATTACHMENT_INVALID', `The attachment ${field} is not valid: ${reason}.`, { details: { field } })
  }
}

/** An attachment is larger than 16 MiB. */
export class AttachmentTooLargeError extends GrantkeepError {
  override readonly name = 'AttachmentTooLargeError'
  constructor({ field, size, limit }: { field: string; size: number; limit: number }) {
    super('ATTACHMENT_TOO_LARGE', `The attachment ${field} has ${size} bytes; at most ${limit} are allowed.`, {
      details: { field, size, limit },
    })
  }
}

/** An attachment is not the one whose digest the issuer signed. */
export class AttachmentDigestMismatchError extends GrantkeepError {
  override readonly name = 'AttachmentDigestMismatchError'
  constructor({ field }: { field: string }) {
    super('ATTACHMENT_DIGEST_MISMATCH', `The attachment ${field} is not the one whose digest the issuer signed.`, {
      details: { field },
    })
  }
}

/** A credential's attachments are larger than 64 MiB together. */
export class CredentialTooLargeError extends GrantkeepError {
  override readonly name = 'CredentialTooLargeError'
  constructor({ size, limit }: { size: number; limit: number }) {
    super('CREDENTIAL_TOO_LARGE', `The credential's attachments have ${size} bytes; at most ${limit} are allowed.`, {
      details: { size, limit },
    })
  }
}

/** `issuedAt` and `expiresAt` are not unix seconds of 32 bits, the second after the first. */
export class CredentialTermInvalidError extends GrantkeepError {
  override readonly name = 'CredentialTermInvalidError'
  constructor({ issuedAt, expiresAt }: { issuedAt: number; expiresAt: number }) {
    super('CREDENTIAL_TERM_INVALID', `A credential cannot be issued at ${issuedAt} and expire at ${expiresAt}.`, {
      details: { issuedAt, expiresAt },
    })
  }
}
