import { type ErrorDetails, GrantkeepError } from '../../../sdk/errors/GrantkeepError.ts'

/** Why the chain can't be decided on. All of it is HTTP 503. */
export const chainUnavailable = {
  CHAIN_UNREACHABLE: 'The chain did not answer in time.',
  CHAIN_ANSWER_INVALID: 'The chain gave an answer that cannot be read.',
  CHAIN_ANSWER_INCONSISTENT: 'The chain answered about another block or contract than it was asked about.',
  CHAIN_ID_MISMATCH: 'The chain that answers is not the configured one.',
  CHAIN_NO_CODE: 'The chain has no contract at the registry’s address.',
  CHAIN_STALE: 'The newest block is too old to decide on.',
  CHAIN_WENT_BACK: 'The chain shows an older block than it showed before.',
  CHAIN_HISTORY_UNAVAILABLE:
    'The chain’s node keeps no old state, so the registry’s deployment block cannot be found; configure it.',
  INDEX_HISTORY_LOST:
    'The chain was reorganised deeper than the index remembers. The node stops deciding; find out which chain is right, then start it anew.',
} as const

export type ChainUnavailableCode = keyof typeof chainUnavailable

/**
 * The chain cannot be read, or not trusted to be the chain as it is now. Details and causes never hold the RPC URL, which may
 * be a key.
 */
export class ChainUnavailableError extends GrantkeepError {
  override readonly name = 'ChainUnavailableError'
  declare readonly code: ChainUnavailableCode

  constructor(code: ChainUnavailableCode, details: ErrorDetails = {}) {
    super(code, chainUnavailable[code], { details })
  }
}
