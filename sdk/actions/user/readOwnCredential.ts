import type { Hex } from 'viem'
import { type GrantkeepClient, nodeOf } from '../../clients/grantkeepClient.ts'
import { readAnswer } from '../../node/nodeRequest.ts'
import { sendWithSession } from '../../node/session.ts'
import { type OwnCredential, ownCredential } from '../../wire/credential.ts'

/** A credential of the client's account as the node keeps it: header, proofs, and the owner's own envelope. */
export async function readOwnCredential(
  client: GrantkeepClient,
  parameters: { readonly credentialId: Hex },
): Promise<OwnCredential> {
  const path = `/v1/credentials/${parameters.credentialId}`
  return readAnswer(ownCredential, await sendWithSession(client, nodeOf(client), { method: 'GET', path }))
}
