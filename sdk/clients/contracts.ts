import type {
  Abi,
  Account,
  Address,
  ContractFunctionArgs,
  ContractFunctionName,
  ContractFunctionReturnType,
  TransactionReceipt,
} from 'viem'
import { readContract, simulateContract, waitForTransactionReceipt, writeContract } from 'viem/actions'
import { directoryAbi } from '../abis/directory.ts'
import { grantRegistryAbi } from '../abis/grantRegistry.ts'
import { schemaRegistryAbi } from '../abis/schemaRegistry.ts'
import { explainChainError } from '../errors/explainChainError.ts'
import { GrantkeepError } from '../errors/GrantkeepError.ts'
import type { Deployment } from './deployment.ts'
import type { GrantkeepClient } from './grantkeepClient.ts'

const abis = { grantRegistry: grantRegistryAbi, directory: directoryAbi, schemaRegistry: schemaRegistryAbi } as const

type Abis = typeof abis
type ContractName = keyof Abis & keyof Deployment
type View = 'view' | 'pure'

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
    throw explainChainError(error, functionName)
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
    throw explainChainError(error, functionName)
  }
}
