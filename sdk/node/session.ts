import type { Address } from 'viem'
import { signMessage } from 'viem/actions'
import { createSiweMessage } from 'viem/siwe'
import type { GrantkeepClient } from '../clients/grantkeepClient.ts'
import { explaining } from '../errors/explainChainError.ts'
import { GrantkeepError } from '../errors/GrantkeepError.ts'
import { nonceResult, type SessionResult, sessionResult } from '../wire/session.ts'
import type { NodeClient } from './nodeClient.ts'
import { NodeRefusalError, type NodeRequest, readAnswer } from './nodeRequest.ts'

/** Seconds before its end at which a session is replaced. */
const renewalMargin = 30
/** Seconds that a login message stays valid. */
const messageLifetime = 300

/**
 * Signs in at a node with Ethereum (ERC-4361): one signature by the client's account over the node's own one-time nonce.
 * The node's host and chain must be those that the client knows, or the signature would be worth something elsewhere.
 * @throws GrantkeepError `NODE_IDENTITY_MISMATCH`
 */
export async function openSession(client: GrantkeepClient, node: NodeClient): Promise<SessionResult> {
  const { address } = client.account
  const challenge = await readAnswer(
    nonceResult,
    await node.send({ method: 'POST', path: '/v1/auth/nonce', body: { address } }),
  )
  const { origin, host } = new URL(node.url)
  const expected = { domain: host, uri: origin, chainId: BigInt(client.grantkeep.deployment.chainId) }
  if (
    challenge.domain !== expected.domain ||
    challenge.uri !== expected.uri ||
    challenge.chainId !== expected.chainId
  ) {
    throw new GrantkeepError(
      'NODE_IDENTITY_MISMATCH',
      `The node at ${origin} asks to sign in to ${challenge.uri} on chain ${challenge.chainId}; nothing was signed.`,
    )
  }
  const now = Date.now()
  const message = createSiweMessage({
    address,
    domain: challenge.domain,
    uri: challenge.uri,
    version: '1',
    chainId: Number(challenge.chainId),
    nonce: challenge.nonce,
    statement: challenge.statement,
    issuedAt: new Date(now),
    expirationTime: new Date(now + messageLifetime * 1000),
  })
  const signature = await explaining('Signing in', signMessage(client, { account: client.account, message }))
  const session = await readAnswer(
    sessionResult,
    await node.send({ method: 'POST', path: '/v1/auth/session', body: { message, signature } }),
  )
  node.sessions.set(address, session)
  return session
}

/** Sends a request under the account's session, opening one where there is none and once more where it has ended. */
export async function sendWithSession(
  client: GrantkeepClient,
  node: NodeClient,
  request: Omit<NodeRequest, 'token'>,
): Promise<Response> {
  const { address } = client.account
  const session = liveSession(node, address) ?? (await openSession(client, node))
  try {
    return await node.send({ ...request, token: session.token })
  } catch (error) {
    if (!(error instanceof NodeRefusalError && error.status === 401)) throw error
    node.sessions.delete(address)
    const { token } = await openSession(client, node)
    return node.send({ ...request, token })
  }
}

/** Ends the account's session at a node. */
export async function closeSession(client: GrantkeepClient, node: NodeClient): Promise<void> {
  const session = liveSession(node, client.account.address)
  node.sessions.delete(client.account.address)
  if (session) await node.send({ method: 'DELETE', path: '/v1/auth/session', token: session.token })
}

function liveSession(node: NodeClient, address: Address): SessionResult | undefined {
  const session = node.sessions.get(address)
  return session && session.expiresAt - renewalMargin > Date.now() / 1000 ? session : undefined
}
