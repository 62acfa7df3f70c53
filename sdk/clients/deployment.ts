import type { Address } from 'viem'

/** Where Grantkeep's contracts are on one chain. */
export type Deployment = {
  readonly chainId: number
  readonly grantRegistry: Address
  readonly directory: Address
  readonly schemaRegistry: Address
  /** Block from which logs are read; 0 where not known. */
  readonly deploymentBlock?: bigint | undefined
}
