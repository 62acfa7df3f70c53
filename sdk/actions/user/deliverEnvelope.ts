import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { toWire } from '../../crypto/canonicalJson.ts'
import type { SealedEnvelope } from '../../crypto/sealEnvelope.ts'
import { GrantkeepError } from '../../errors/GrantkeepError.ts'
import { readAnswer } from '../../node/nodeRequest.ts'
import { envelopeResult } from '../../wire/envelope.ts'

/** How many nodes have acknowledged their share; the rest can be delivered later, without another signature. */
export type Delivery = {
  readonly acknowledged: number
  readonly of: number
  readonly failures: readonly { readonly node: string; readonly code: string }[]
}

/**
 * Hands each node its share of an envelope that the chain has approved. Needs no session: the share must fit the
 * `envelopeHash` on chain. Safe to repeat.
 */
export async function deliverEnvelope(
  client: Pick<GrantkeepClient, 'grantkeep'>,
  parameters: { readonly envelope: SealedEnvelope },
): Promise<Delivery> {
  const { header, shares } = parameters.envelope
  const path = `/v1/credentials/${header.credentialId}/envelopes/${header.recipient.toLowerCase()}/${header.purposeHash}`
  const outcomes = await Promise.all(
    client.grantkeep.nodes.slice(0, shares.length).map(async (node, index) => {
      try {
        const body = toWire({ header, share: shares[index] })
        await readAnswer(envelopeResult, await node.send({ method: 'PUT', path, body }))
        return undefined
      } catch (error) {
        if (error instanceof GrantkeepError) return { node: node.url, code: error.code }
        throw error
      }
    }),
  )
  const failures = outcomes.filter((outcome) => outcome !== undefined)
  return { acknowledged: outcomes.length - failures.length, of: shares.length, failures }
}
