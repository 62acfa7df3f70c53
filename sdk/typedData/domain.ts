import type { TypedDataDomain } from 'viem'
import type { Deployment } from '../clients/deployment.ts'

/** EIP-712 domain of `GrantRegistry`: the chain id and the address make a signature worthless anywhere else. */
export function domainOf(deployment: Pick<Deployment, 'chainId' | 'grantRegistry'>): TypedDataDomain {
  return {
    name: 'Grantkeep',
    version: '1',
    chainId: deployment.chainId,
    verifyingContract: deployment.grantRegistry,
  }
}
