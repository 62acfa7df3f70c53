import type { TransactionReceipt } from 'viem'
import { writeTo } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import type { AccessRequest } from '../../wire/request.ts'

/** Reasons that a rejection may give; their place in this list is the code on chain. */
export const rejectionReasons = [
  'unspecified',
  'not-recognised',
  'too-much-asked',
  'purpose-not-accepted',
  'no-longer-needed',
] as const
export type RejectionReason = (typeof rejectionReasons)[number]

/** Says no to an access request, for good. */
export function rejectRequest(
  client: GrantkeepClient,
  parameters: { readonly request: AccessRequest; readonly reason?: RejectionReason },
): Promise<TransactionReceipt> {
  const { request, reason = 'unspecified' } = parameters
  return writeTo(client, 'grantRegistry', 'rejectRequest', [request, rejectionReasons.indexOf(reason)])
}
