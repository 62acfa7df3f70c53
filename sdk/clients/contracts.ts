import {
  type Abi,
  type Account,
  type Address,
  BaseError,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type ContractFunctionReturnType,
  ContractFunctionRevertedError,
  type TransactionReceipt,
  UserRejectedRequestError,
} from 'viem'
import { readContract, simulateContract, waitForTransactionReceipt, writeContract } from 'viem/actions'
import { directoryAbi } from '../abis/directory.ts'
import { grantRegistryAbi } from '../abis/grantRegistry.ts'
import { schemaRegistryAbi } from '../abis/schemaRegistry.ts'
import { codeOfSolidityError, type ErrorDetails, GrantkeepError } from '../errors/GrantkeepError.ts'
import type { Deployment } from './deployment.ts'
import type { GrantkeepClient } from './grantkeepClient.ts'

const abis = { grantRegistry: grantRegistryAbi, directory: directoryAbi, schemaRegistry: schemaRegistryAbi } as const

type Abis = typeof abis
type ContractName = keyof Abis & keyof Deployment
type View = 'view' | 'pure'

/** A contract refused: `code` is the Solidity error's name in capitals, `details` its arguments. */
export class ContractRefusalError extends GrantkeepError {
  override readonly name = 'ContractRefusalError'
}

/** Reads one of the deployment's contracts at the latest block. */
export async function readFrom<
  const contract extends ContractName,
  const name extends ContractFunctionName<Abis[contract], View>,
  const args extends ContractFunctionArgs<Abis[contract], View, name>,
>(
  client: GrantkeepClient<Account | undefined>,
  contract: contract,
  functionName: name,
  args: args,
): Promise<ContractFunctionReturnType<Abis[contract], View, name, args>> {
  const address: Address = client.grantkeep.deployment[contract]
  try {
    const call = {
      address,
      abi: abis[contract] as Abi,
      functionName: functionName as string,
      args: args as readonly unknown[],
    }
    const answer = await readContract(client, call)
    return answer as ContractFunctionReturnType<Abis[contract], View, name, args>
  } catch (error) {
    throw explained(error, functionName)
  }
}

/**
 * Sends a transaction to one of the deployment's contracts and waits until it is mined. It is simulated first, so that a
 * refusal costs nothing and says why.
 * @throws ContractRefusalError with the Solidity error's code
 */
export async function writeTo<
  const contract extends ContractName,
  const name extends ContractFunctionName<Abis[contract], 'nonpayable'>,
>(
  client: GrantkeepClient,
  contract: contract,
  functionName: name,
  args: ContractFunctionArgs<Abis[contract], 'nonpayable', name>,
): Promise<TransactionReceipt> {
  const call = {
    account: client.account,
    address: client.grantkeep.deployment[contract] as Address,
    abi: abis[contract] as Abi,
    functionName: functionName as string,
    args: args as readonly unknown[],
  }
  try {
    await simulateContract(client, call)
    const hash = await writeContract(client, { ...call, chain: client.chain ?? null })
    const receipt = await waitForTransactionReceipt(client, { hash })
    if (receipt.status === 'success') return receipt
    // A transaction before it in the block changed the state it was simulated on; simulating again tells what it met.
    await simulateContract(client, call)
    throw new GrantkeepError('TRANSACTION_REVERTED', `The transaction ${hash} was reverted.`)
  } catch (error) {
    throw explained(error, functionName)
  }
}

function explained(error: unknown, functionName: string): unknown {
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
    const sentence = `${functionName} was refused by the contract: ${errorName}${values.length > 0 ? ` (${values.join(', ')})` : ''}.`
    return new ContractRefusalError(codeOfSolidityError(errorName), sentence, { details, cause: error })
  }
  if (error.walk((cause) => cause instanceof UserRejectedRequestError)) {
    return new GrantkeepError('WALLET_REJECTED', 'The wallet refused to sign.', { cause: error })
  }
  return new GrantkeepError(
    'CHAIN_REQUEST_FAILED',
    `${functionName} could not be sent to the chain: ${error.shortMessage}`,
    {
      cause: error,
    },
  )
}
