import { addressOf, type GrantkeepClient } from '../../clients/grantkeepClient.ts'
import type { CreatedCredential } from '../../credential/createCredential.ts'
import { toWire } from '../../crypto/canonicalJson.ts'
import { GrantkeepError } from '../../errors/GrantkeepError.ts'
import type { NodeClient } from '../../node/nodeClient.ts'
import { readAnswer } from '../../node/nodeRequest.ts'
import { sendWithSession } from '../../node/session.ts'
import { type CredentialUploadResult, credentialUploadResult } from '../../wire/credential.ts'
import type { Delivery } from '../user/deliverEnvelope.ts'

export type UploadCredentialParameters = {
  readonly created: CreatedCredential
  /** Called with the chunks stored so far, and all there are, for each node. */
  readonly onProgress?: ((stored: number, total: number) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** Chunks on their way at a time. */
const window = 4

/**
 * Hands a credential that is on chain to every node: header, proofs, ciphertext and the owner's envelope. Only what a node
 * lacks is sent, so that calling it again resumes; a node that fails is named in the result.
 */
export async function uploadCredential(
  client: GrantkeepClient,
  parameters: UploadCredentialParameters,
): Promise<Delivery> {
  const outcomes = await Promise.all(
    client.grantkeep.nodes.map(async (node, index) => {
      try {
        await uploadTo(client, node, index, parameters)
        return undefined
      } catch (error) {
        if (error instanceof GrantkeepError) return { node: node.url, code: error.code }
        throw error
      }
    }),
  )
  const failures = outcomes.filter((outcome) => outcome !== undefined)
  return { acknowledged: outcomes.length - failures.length, of: outcomes.length, failures }
}

async function uploadTo(
  client: GrantkeepClient,
  node: NodeClient,
  index: number,
  { created, onProgress, signal }: UploadCredentialParameters,
): Promise<void> {
  const path = `/v1/credentials/${created.credentialId}`
  const { credential, jwt, commitments, content, chunks, envelope } = created
  const share = envelope.shares[index] ?? envelope.shares[0]
  const body = toWire({ credential, jwt, commitments, content, envelope: { header: envelope.header, share } })
  const announce = async (): Promise<CredentialUploadResult> =>
    readAnswer(credentialUploadResult, await sendWithSession(client, node, { method: 'PUT', path, body, signal }))

  const total = chunks.reduce((sum, field) => sum + field.length, 0)
  const { missing } = await announce()
  const pending = missing.flatMap(({ field, chunks: lacking }) => lacking.map((chunk) => ({ field, chunk })))
  let stored = total - pending.length
  onProgress?.(stored, total)
  for (let start = 0; start < pending.length; start += window) {
    await Promise.all(
      pending.slice(start, start + window).map(async ({ field, chunk }) => {
        const to = `${path}/fields/${field}/chunks/${chunk}`
        await sendWithSession(client, node, { method: 'PUT', path: to, body: chunks[field]?.[chunk], signal })
        stored += 1
        onProgress?.(stored, total)
      }),
    )
  }
  if ((await announce()).complete) return
  throw new GrantkeepError('UPLOAD_INCOMPLETE', `The node ${node.url} lacks chunks that it acknowledged.`, {
    details: { node: node.url, issuer: addressOf(client) },
  })
}
