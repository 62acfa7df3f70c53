import { type Address, getAddress } from 'viem'
import type { ChainIdentity } from '../ports.ts'
import { ChainUnavailableError } from './ChainUnavailableError.ts'
import { findDeploymentBlock } from './findDeploymentBlock.ts'
import type { Rpc } from './rpc.ts'

export type IdentifyChainParameters = {
  readonly rpc: Rpc
  readonly chainId: bigint
  readonly registry: Address
  /** Where the chain's node keeps no old state to find it in. */
  readonly deploymentBlock?: bigint | undefined
}

/**
 * At startup: is this the configured chain, is the registry there, and since which block? The hash of that block tells this
 * chain from another of the same id with the registry at the same address.
 *
 * @throws {ChainUnavailableError} `CHAIN_ID_MISMATCH`, `CHAIN_NO_CODE`, `CHAIN_HISTORY_UNAVAILABLE`, and what a read throws.
 */
export async function identifyChain({
  rpc,
  chainId,
  registry,
  deploymentBlock,
}: IdentifyChainParameters): Promise<{ readonly identity: ChainIdentity; readonly deploymentBlock: bigint }> {
  const actual = await rpc.chainId()
  if (actual !== chainId) {
    throw new ChainUnavailableError('CHAIN_ID_MISMATCH', { expected: chainId.toString(), actual: actual.toString() })
  }
  const head = await rpc.block('latest')
  if (head === undefined) throw new ChainUnavailableError('CHAIN_ANSWER_INVALID', { problem: 'NO_HEAD' })
  if ((await rpc.code(registry, head.hash)) === '0x') throw new ChainUnavailableError('CHAIN_NO_CODE', { registry })

  const number = deploymentBlock ?? (await findDeploymentBlock({ rpc, registry, head: head.number }))
  const block = await rpc.block(number)
  if (block === undefined) throw new ChainUnavailableError('CHAIN_ANSWER_INVALID', { problem: 'NO_DEPLOYMENT_BLOCK' })
  return {
    identity: { chainId, registry: getAddress(registry), deploymentBlockHash: block.hash },
    deploymentBlock: number,
  }
}
