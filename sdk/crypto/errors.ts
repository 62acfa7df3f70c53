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

/** A public key is not a usable X25519 key: wrong length, not reduced, or of small order. */
export class EncryptionKeyInvalidError extends GrantkeepError {
  override readonly name = 'EncryptionKeyInvalidError'
  constructor() {
    super(
      'ENCRYPTION_KEY_INVALID',
      'Expected 32 bytes of an X25519 key (RFC 7748) that is reduced and not of small order.',
    )
  }
}

/**
 * Sealed bytes do not open with this key. Wrong key, altered and cut bytes look the same, so that nobody learns from the
 * answer what was wrong.
 */
export class EnvelopeOpenError extends GrantkeepError {
  override readonly name = 'EnvelopeOpenError'
  constructor() {
    super('ENVELOPE_OPEN_FAILED', 'The envelope does not open with this key.')
  }
}

/** A ciphertext chunk does not open at its place: altered, or of another credential, field or position. */
export class ChunkOpenError extends GrantkeepError {
  override readonly name = 'ChunkOpenError'
  constructor({ field, chunk }: { field: number; chunk: number }) {
    super('CHUNK_OPEN_FAILED', `Chunk ${chunk} of field ${field} does not open with the field's key.`, {
      details: { field, chunk },
    })
  }
}

/** A signing key is not a P-256 key with the parts that are needed. */
export class SigningKeyInvalidError extends GrantkeepError {
  override readonly name = 'SigningKeyInvalidError'
  constructor(options: { cause?: unknown } = {}) {
    super(
      'SIGNING_KEY_INVALID',
      'Expected a P-256 key (JWK with kty EC, crv P-256, and d where it is to sign).',
      options,
    )
  }
}

/** A share is not the one whose hash the envelope's header names. */
export class EnvelopeShareMismatchError extends GrantkeepError {
  override readonly name = 'EnvelopeShareMismatchError'
  constructor({ share }: { share: number }) {
    super('ENVELOPE_SHARE_MISMATCH', `Share ${share} is not the one that the envelope's header names.`, {
      details: { share },
    })
  }
}

/** What was sealed belongs to another header: another grant, recipient, revision or field set. */
export class EnvelopeContextMismatchError extends GrantkeepError {
  override readonly name = 'EnvelopeContextMismatchError'
  constructor() {
    super('ENVELOPE_CONTEXT_MISMATCH', 'The envelope was sealed for another grant than its header says.')
  }
}

/** The keys are not one of 32 bytes for each field that the envelope is for. */
export class EnvelopeKeysInvalidError extends GrantkeepError {
  override readonly name = 'EnvelopeKeysInvalidError'
  constructor({ fields, reason }: { fields: bigint; reason: string }) {
    super('ENVELOPE_KEYS_INVALID', `The envelope's keys are not those of its fields: ${reason}.`, {
      details: { fields: `0x${fields.toString(16)}` },
    })
  }
}

/** Splits other than one share of one are not offered yet. */
export class EnvelopeSplitUnsupportedError extends GrantkeepError {
  override readonly name = 'EnvelopeSplitUnsupportedError'
  constructor({ threshold, shareCount }: { threshold: number; shareCount: number }) {
    super(
      'ENVELOPE_SPLIT_UNSUPPORTED',
      `An envelope split into ${shareCount} shares, ${threshold} of them needed, is not supported; only 1 of 1 is.`,
      { details: { threshold, shareCount } },
    )
  }
}
