import { type Address, decodeFunctionResult, encodeFunctionData, type Hex } from 'viem'
import { grantRegistryAbi } from '../../../sdk/abis/grantRegistry.ts'
import type { Access, AccessQuery, BlockReference } from '../ports.ts'
import { ChainUnavailableError } from './ChainUnavailableError.ts'
import { credentialStatusOf } from './credentialStatusOf.ts'
import type { Rpc } from './rpc.ts'

export type ReadAccessParameters = {
  readonly rpc: Rpc
  readonly chainId: bigint
  readonly registry: Address
  readonly block: BlockReference
  readonly query: AccessQuery
  readonly signal?: AbortSignal
}

/**
 * `accessOf` in the state after one block. The contract says itself which chain, block and contract it answers for, so that
 * an answer from elsewhere does not pass for one from here.
 *
 * @throws {ChainUnavailableError}
 */
export async function readAccess({
  rpc,
  chainId,
  registry,
  block,
  query,
  signal,
}: ReadAccessParameters): Promise<Access> {
  const { credentialId, consumer, purposeHash, actor } = query
  const data = encodeFunctionData({
    abi: grantRegistryAbi,
    functionName: 'accessOf',
    args: [credentialId, consumer, purposeHash, actor],
  })
  const result = await rpc.call(registry, data, block.hash, signal)
  if (result === '0x') throw await whyEmpty({ rpc, chainId, registry, block, signal })

  const access = decode(result)
  const status = credentialStatusOf(access.status)
  if (status === undefined) throw new ChainUnavailableError('CHAIN_ANSWER_INVALID', { problem: 'STATUS' })
  if (access.chainId !== chainId)
    throw new ChainUnavailableError('CHAIN_ID_MISMATCH', { actual: access.chainId.toString() })
  const isAsked =
    access.registry === registry &&
    access.blockNumber === block.number &&
    access.blockTimestamp === BigInt(block.timestamp)
  if (!isAsked) {
    throw new ChainUnavailableError('CHAIN_ANSWER_INCONSISTENT', {
      registry: access.registry,
      blockNumber: access.blockNumber.toString(),
      askedFor: block.number.toString(),
    })
  }
  return {
    fields: access.fields,
    readableUntil: access.readableUntil,
    grant: access.grant,
    owner: access.owner,
    status,
    epoch: access.epoch,
    credentialExpiresAt: access.credentialExpiresAt,
    actorMayAct: access.actorMayAct,
    block,
  }
}

function decode(data: Hex) {
  try {
    return decodeFunctionResult({ abi: grantRegistryAbi, functionName: 'accessOf', data })
  } catch {
    throw new ChainUnavailableError('CHAIN_ANSWER_INVALID', { method: 'eth_call', problem: 'RESULT' })
  }
}

/** `eth_call` answers `0x`, and no error, where there is no contract. */
async function whyEmpty({
  rpc,
  chainId,
  registry,
  block,
  signal,
}: Pick<ReadAccessParameters, 'rpc' | 'chainId' | 'registry' | 'block'> & {
  readonly signal: AbortSignal | undefined
}): Promise<ChainUnavailableError> {
  const actual = await rpc.chainId(signal)
  if (actual !== chainId) return new ChainUnavailableError('CHAIN_ID_MISMATCH', { actual: actual.toString() })
  if ((await rpc.code(registry, block.hash, signal)) === '0x')
    return new ChainUnavailableError('CHAIN_NO_CODE', { registry })
  return new ChainUnavailableError('CHAIN_ANSWER_INVALID', { method: 'eth_call', problem: 'EMPTY' })
}
