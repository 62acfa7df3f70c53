import { type Address, getAbiItem, type Hex } from 'viem'
import { getLogs } from 'viem/actions'
import { grantRegistryAbi } from '../../abis/grantRegistry.ts'
import { readFrom } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { explaining } from '../../errors/explainChainError.ts'
import { GrantkeepError } from '../../errors/GrantkeepError.ts'
import { latestTime } from '../public/latestTime.ts'
import { rejectionReasons } from '../user/rejectRequest.ts'

export type WaitForApprovalParameters = {
  readonly requestId: Hex
  /** Unix seconds of the request; waiting ends there. */
  readonly deadline: number
  readonly signal?: AbortSignal | undefined
}
export type WaitForApprovalReturnType = {
  readonly credentialId: Hex
  readonly owner: Address
  readonly transactionHash: Hex
}

/** `RequestStatus` of `IAccessRequests.sol`. */
const status = { approved: 2, rejected: 3, cancelled: 4 }

/**
 * Waits until an access request is answered.
 * @throws GrantkeepError `REQUEST_REJECTED` (details: the reason), `REQUEST_CANCELLED`, `REQUEST_DEADLINE_PASSED`
 */
export async function waitForApproval(
  client: GrantkeepClient,
  parameters: WaitForApprovalParameters,
): Promise<WaitForApprovalReturnType> {
  const { requestId, deadline, signal } = parameters
  for (;;) {
    signal?.throwIfAborted()
    const current = await readFrom(client, 'grantRegistry', 'requestStatus', [requestId])
    if (current === status.cancelled) {
      throw new GrantkeepError('REQUEST_CANCELLED', `The request ${requestId} was cancelled.`)
    }
    if (current === status.approved || current === status.rejected) return readAnswer(client, requestId)
    if ((await latestTime(client)) > deadline) {
      throw new GrantkeepError('REQUEST_DEADLINE_PASSED', `The request ${requestId} was not answered by its deadline.`)
    }
    await new Promise((resolve) => setTimeout(resolve, client.pollingInterval))
  }
}

async function readAnswer(client: GrantkeepClient, requestId: Hex): Promise<WaitForApprovalReturnType> {
  const { grantRegistry: address, deploymentBlock: fromBlock = 0n } = client.grantkeep.deployment
  const filter = { address, args: { requestId }, fromBlock, strict: true } as const
  const approvedEvent = getAbiItem({ abi: grantRegistryAbi, name: 'RequestApproved' })
  const rejectedEvent = getAbiItem({ abi: grantRegistryAbi, name: 'RequestRejected' })
  const [[approved], [rejected]] = await explaining(
    'Reading the answer',
    Promise.all([
      getLogs(client, { ...filter, event: approvedEvent }),
      getLogs(client, { ...filter, event: rejectedEvent }),
    ]),
  )
  if (approved) {
    const { credentialId, owner } = approved.args
    return { credentialId, owner, transactionHash: approved.transactionHash }
  }
  const reason = rejectionReasons[rejected?.args.reason ?? 0] ?? 'unspecified'
  throw new GrantkeepError('REQUEST_REJECTED', `The owner rejected the request: ${reason}.`, { details: { reason } })
}
