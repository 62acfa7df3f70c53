import { type Address, type Hex, isAddressEqual } from 'viem'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { toWire } from '../../crypto/canonicalJson.ts'
import { GrantkeepError } from '../../errors/GrantkeepError.ts'
import type { NodeClient } from '../../node/nodeClient.ts'
import { readAnswer } from '../../node/nodeRequest.ts'
import { sendWithSession } from '../../node/session.ts'
import { verifyReceipt } from '../../receipts/verifyReceipt.ts'
import { purposeHashOf } from '../../typedData/hashes.ts'
import { type Release, release } from '../../wire/release.ts'

export type RequestReleaseParameters = {
  readonly credentialId: Hex
  readonly consumer: Address
  readonly purpose: string
  readonly fields: bigint
  readonly signal?: AbortSignal | undefined
}

/**
 * Asks a node for a release, and requires that the answer is to this question: its receipt says what was released to whom,
 * and its envelope is that of this grant.
 * @throws NodeRefusalError The node refused.
 * @throws GrantkeepError `RELEASE_MISMATCH`, or as `verifyReceipt`
 */
export async function requestRelease(
  client: GrantkeepClient,
  node: NodeClient,
  parameters: RequestReleaseParameters,
): Promise<Release> {
  const { signal, ...question } = parameters
  const { node: nodeId } = await node.information()
  const body = toWire(question)
  const response = await sendWithSession(client, node, { method: 'POST', path: '/v1/releases', body, signal })
  const answer = await readAnswer(release, response)
  const releaseId = await verifyReceipt(answer.receipt, { node: nodeId })
  const problem = mismatchOf(client, question, answer, releaseId)
  if (problem === undefined) return answer
  throw new GrantkeepError('RELEASE_MISMATCH', `The node answered another question: ${problem}.`)
}

function mismatchOf(
  client: GrantkeepClient,
  question: Omit<RequestReleaseParameters, 'signal'>,
  answer: Release,
  releaseId: Hex,
): string | undefined {
  const { credentialId, consumer, purpose, fields } = question
  const { leaf } = answer.receipt
  const { header } = answer.envelope
  const { chainId, grantRegistry } = client.grantkeep.deployment
  if (answer.releaseId !== releaseId || answer.credentialId !== credentialId) return 'it is for another release'
  const isOurs =
    leaf.credentialId === credentialId && isAddressEqual(leaf.consumer, consumer) && leaf.purpose === purpose
  if (!isOurs || leaf.fields !== fields || leaf.outcome !== 'released') return 'its receipt is of another release'
  if (leaf.owner !== answer.credential.owner) return 'its receipt names another owner'
  if (leaf.blockHash !== answer.block.hash || leaf.blockNumber !== answer.block.number)
    return 'its receipt names another block'
  const isGrant = header.credentialId === credentialId && header.purposeHash === purposeHashOf(purpose)
  const isHere = header.chainId === BigInt(chainId) && isAddressEqual(header.registry, grantRegistry)
  if (!isGrant || !isHere || !isAddressEqual(header.recipient, consumer)) return 'its envelope is of another grant'
  if ((fields & ~header.fields) !== 0n) return 'its envelope lacks fields'
  return undefined
}
