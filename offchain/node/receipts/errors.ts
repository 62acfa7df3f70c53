import { GrantkeepError } from '../../../sdk/errors/GrantkeepError.ts'

/** Other accounts of this machine can read the key that signs receipts. */
export class ReceiptKeyExposedError extends GrantkeepError {
  override readonly name = 'ReceiptKeyExposedError'
  constructor({ path, mode }: { path: string; mode: number }) {
    const shown = (mode & 0o777).toString(8).padStart(3, '0')
    super('RECEIPT_KEY_EXPOSED', `The receipt key ${path} has mode ${shown}: others can read it. Set it to 600.`, {
      details: { path, mode: shown },
    })
  }
}

/** The key file holds no Ed25519 private key. */
export class ReceiptKeyInvalidError extends GrantkeepError {
  override readonly name = 'ReceiptKeyInvalidError'
  constructor({ path }: { path: string }) {
    super('RECEIPT_KEY_INVALID', `The receipt key ${path} is not an Ed25519 private key (PKCS #8, PEM).`, {
      details: { path },
    })
  }
}

/** The log was begun under another key: two keys in one chain of batches would be a fork. */
export class ReceiptKeyChangedError extends GrantkeepError {
  override readonly name = 'ReceiptKeyChangedError'
  constructor({ node, expected }: { node: string; expected: string }) {
    super(
      'RECEIPT_KEY_CHANGED',
      `The receipts in this database are signed by node ${expected}, and the key file is that of ${node}. Restore the key, or start with a new data directory.`,
      { details: { node, expected } },
    )
  }
}

/** A batch of the log is not what the node signed, or does not follow from the one before. */
export class ReceiptLogBrokenError extends GrantkeepError {
  override readonly name = 'ReceiptLogBrokenError'
  constructor({ batch, problem }: { batch: number; problem: string }, options: { cause?: unknown } = {}) {
    super('RECEIPT_LOG_BROKEN', `Batch ${batch} of the receipt log is broken: ${problem}.`, {
      details: { batch, problem },
      ...options,
    })
  }
}
