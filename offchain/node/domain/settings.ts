import type { Address } from 'viem'

/** What the rules need to know of the configuration. */
export type Settings = {
  /** As clients reach the node: what a sign-in message must name. Headers of a request never change it. */
  readonly publicUrl: { readonly origin: string; readonly host: string }
  readonly chainId: bigint
  readonly registry: Address
  readonly directory: Address
  readonly schemaRegistry: Address
  readonly version: string
  /** Seconds. */
  readonly sessionLifetime: number
  readonly nonceLifetime: number
  /** Nonces that may wait for one address. */
  readonly maxNonces: number
  /** Seconds after its decision at which an answer ends. */
  readonly maxServeSeconds: number
  /** Seconds that the index may be behind the chain in a node that is ready. */
  readonly maxHeadAge: number
}

/** The one statement that a person signs to sign in to a node. */
export const loginStatement = 'Sign in to this Grantkeep node. This signature grants nothing and moves nothing.'
