import { GrantkeepError } from '../errors/GrantkeepError.ts'

/** A receipt is of another node than the one asked. */
export class ReceiptNodeMismatchError extends GrantkeepError {
  override readonly name = 'ReceiptNodeMismatchError'
  constructor({ node, expected }: { node: string; expected: string }) {
    super('RECEIPT_NODE_MISMATCH', `The receipt is of node ${node}, not of ${expected}.`, {
      details: { node, expected },
    })
  }
}

/** A receipt's leaf is not in the batch that it comes with. */
export class ReceiptNotInBatchError extends GrantkeepError {
  override readonly name = 'ReceiptNotInBatchError'
  constructor({ seq, batch }: { seq: number; batch: number }, options: { cause?: unknown } = {}) {
    super('RECEIPT_NOT_IN_BATCH', `Receipt ${seq} is not part of batch ${batch}.`, {
      details: { seq, batch },
      ...options,
    })
  }
}

/** A batch of receipts is not signed by its node. */
export class ReceiptSignatureInvalidError extends GrantkeepError {
  override readonly name = 'ReceiptSignatureInvalidError'
  constructor({ node, batch }: { node: string; batch: number }, options: { cause?: unknown } = {}) {
    super('RECEIPT_SIGNATURE_INVALID', `Batch ${batch} is not signed by node ${node}.`, {
      details: { node, batch },
      ...options,
    })
  }
}
