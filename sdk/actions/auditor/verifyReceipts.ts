import type { Account, Hex } from 'viem'
import { readContract } from 'viem/actions'
import { grantRegistryAbi } from '../../abis/grantRegistry.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { GrantkeepError } from '../../errors/GrantkeepError.ts'
import { verifyReceipt } from '../../receipts/verifyReceipt.ts'
import { purposeHashOf } from '../../typedData/hashes.ts'
import type { Receipt, ReceiptLeaf } from '../../wire/receipt.ts'

export type ReceiptVerdict = {
  readonly seq: number
  readonly outcome: string
  /** Absent where the receipt is genuine and, for a release, the chain allowed it at the block it names. */
  readonly problem?: string | undefined
}

/**
 * Checks a node's receipts: signature, place in the batch, and for each release that the chain at the block named let
 * that consumer read those fields. A problem is the code of what failed, `RELEASE_UNLAWFUL` for evidence against a node.
 */
export async function verifyReceipts(
  client: GrantkeepClient<Account | undefined>,
  parameters: { readonly receipts: readonly Receipt[]; readonly node: Hex },
): Promise<ReceiptVerdict[]> {
  const { receipts, node } = parameters
  return Promise.all(
    receipts.map(async (receipt) => {
      const { seq, outcome } = receipt.leaf
      try {
        await verifyReceipt(receipt, { node })
        const lawful = outcome !== 'released' || (await wasReadable(client, receipt.leaf))
        return lawful ? { seq, outcome } : { seq, outcome, problem: 'RELEASE_UNLAWFUL' }
      } catch (error) {
        if (error instanceof GrantkeepError) return { seq, outcome, problem: error.code }
        throw error
      }
    }),
  )
}

async function wasReadable(client: GrantkeepClient<Account | undefined>, leaf: ReceiptLeaf): Promise<boolean> {
  const { credentialId, consumer, purpose, blockNumber, blockHash, fields } = leaf
  const access = await readContract(client, {
    address: client.grantkeep.deployment.grantRegistry,
    abi: grantRegistryAbi,
    functionName: 'accessOf',
    args: [credentialId, consumer, purposeHashOf(purpose), consumer],
    blockHash,
    requireCanonical: true,
  })
  return access.blockNumber === blockNumber && (fields & ~access.fields) === 0n
}
