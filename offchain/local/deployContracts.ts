import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import hre from 'hardhat'
import { type Address, createPublicClient, http } from 'viem'
import Grantkeep from '../../ignition/modules/Grantkeep.ts'
import type { Deployment } from '../../sdk/clients/deployment.ts'

type ContractName = 'grantRegistry' | 'directory' | 'schemaRegistry'

/** Deploys every contract with Ignition to the chain behind `rpcUrl`; they have been built. */
export async function deployContracts(rpcUrl: string): Promise<Deployment> {
  const connection = await hre.network.create({ network: 'localhost', override: { url: rpcUrl } })
  // Ignition believes the journal of an earlier deployment with the same id, though that chain is gone.
  const deploymentId = `local-${randomUUID()}`
  try {
    const client = createPublicClient({ transport: http(rpcUrl) })
    const [chainId, before] = await Promise.all([client.getChainId(), client.getBlockNumber()])
    const contracts: Record<ContractName, { readonly address: Address }> = await connection.ignition.deploy(Grantkeep, {
      deploymentId,
      // One block is final enough for a chain that nobody else mines.
      config: { requiredConfirmations: 1, blockPollingInterval: 20 },
    })
    return {
      chainId,
      grantRegistry: contracts.grantRegistry.address,
      directory: contracts.directory.address,
      schemaRegistry: contracts.schemaRegistry.address,
      deploymentBlock: before,
    }
  } finally {
    await connection.close()
    await rm(join(hre.config.paths.ignition, 'deployments', deploymentId), { recursive: true, force: true })
  }
}
