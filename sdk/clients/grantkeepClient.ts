import type { Account, Address, Chain, Client, Transport } from 'viem'
import type { EncryptionKey } from '../crypto/encryptionKey.ts'
import { GrantkeepError } from '../errors/GrantkeepError.ts'
import { createNodeClient, type NodeClient } from '../node/nodeClient.ts'
import type { Deployment } from './deployment.ts'

export type GrantkeepParameters = {
  readonly deployment: Deployment
  /** Origins of the nodes that hold the credentials, e.g. `https://node.example`; `http:` on loopback only. */
  readonly nodes: readonly string[]
  /** The account's encryption keys; the newest and any that an envelope may still name. */
  readonly encryptionKeys?: readonly EncryptionKey[] | undefined
  /** Replaces the platform's `fetch` for requests to nodes, e.g. to add a proxy. */
  readonly fetch?: typeof fetch | undefined
}

/** What the actions need beside viem's client. */
export type Grantkeep = {
  readonly deployment: Deployment
  readonly nodes: readonly NodeClient[]
  readonly encryptionKeys: readonly EncryptionKey[]
}

/** viem's client with Grantkeep's addresses and nodes on it, as `client.extend(userActions(…))` makes it. */
export type GrantkeepClient<account extends Account | undefined = Account> = Client<
  Transport,
  Chain | undefined,
  account,
  undefined,
  { readonly grantkeep: Grantkeep }
>

/** Resolves the parameters of `userActions`, `issuerActions`, … once for a client. */
export function resolveGrantkeep(parameters: GrantkeepParameters): Grantkeep {
  return {
    deployment: parameters.deployment,
    nodes: parameters.nodes.map((url) => createNodeClient({ url, fetch: parameters.fetch })),
    encryptionKeys: parameters.encryptionKeys ?? [],
  }
}

/** The address that the client acts as. */
export function addressOf(client: GrantkeepClient): Address {
  return client.account.address
}

/** The node that is asked. */
export function nodeOf(client: GrantkeepClient): NodeClient {
  const [node] = client.grantkeep.nodes
  if (!node) throw new GrantkeepError('NODE_NOT_CONFIGURED', 'The client has no node; name one in `nodes`.')
  return node
}
