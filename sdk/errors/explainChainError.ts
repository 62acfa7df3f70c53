import { BaseError, ContractFunctionRevertedError, UserRejectedRequestError } from 'viem'
import { codeOfSolidityError, type ErrorDetails, GrantkeepError } from './GrantkeepError.ts'

/** A contract refused: `code` is the Solidity error's name in capitals, `details` its arguments. */
export class ContractRefusalError extends GrantkeepError {
  override readonly name = 'ContractRefusalError'
}

/**
 * An error of viem's, from a wallet or a chain connection, as one with a code; any other error as it is.
 *
 * @param what - What was asked for, as a caller would call it.
 */
export function explainChainError(error: unknown, what: string): unknown {
  if (!(error instanceof BaseError)) return error
  const revert = error.walk((cause) => cause instanceof ContractFunctionRevertedError)
  if (revert instanceof ContractFunctionRevertedError && revert.data) {
    const { errorName, args = [], abiItem } = revert.data
    const inputs = abiItem.type === 'error' ? abiItem.inputs : []
    const details: ErrorDetails = Object.fromEntries(
      args.map((value, index) => [
        inputs[index]?.name || `${index}`,
        typeof value === 'number' ? value : String(value),
      ]),
    )
    const values = Object.entries(details).map(([name, value]) => `${name} ${value}`)
    const sentence = `${what} was refused by the contract: ${errorName}${values.length > 0 ? ` (${values.join(', ')})` : ''}.`
    return new ContractRefusalError(codeOfSolidityError(errorName), sentence, { details, cause: error })
  }
  if (error.walk((cause) => cause instanceof UserRejectedRequestError)) {
    return new GrantkeepError('WALLET_REJECTED', 'The wallet refused to sign.', { cause: error })
  }
  return new GrantkeepError(
    'CHAIN_REQUEST_FAILED',
    `${what} did not come to an end; what was sent may still be mined: ${error.shortMessage}`,
    { cause: error },
  )
}

/**
 * Awaits what a wallet or a chain connection was asked for.
 * @throws GrantkeepError `WALLET_REJECTED`, `CHAIN_REQUEST_FAILED`
 */
export async function explaining<T>(what: string, asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    throw explainChainError(error, what)
  }
}
