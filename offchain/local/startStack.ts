import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Deployment } from '../../sdk/clients/deployment.ts'
import { buildContracts } from './buildContracts.ts'
import { deployContracts } from './deployContracts.ts'
import { freePort } from './freePort.ts'
import { startChain } from './startChain.ts'
import { type NodeProcess, startNode } from './startNode.ts'

export type Stack = AsyncDisposable & {
  readonly rpcUrl: string
  readonly deployment: Deployment
  readonly node: NodeProcess
}

export type StackParameters = {
  /** Free ports by default. */
  readonly rpcPort?: number | undefined
  readonly nodePort?: number | undefined
  readonly progress?: ((sentence: string) => void) | undefined
}

/**
 * A chain, its contracts and a node, on loopback. The chain keeps nothing over a restart, so the node's data live in a
 * temporary folder and go with the stack.
 */
export async function startStack(parameters: StackParameters = {}): Promise<Stack> {
  const { progress = () => {} } = parameters
  await using started = new AsyncDisposableStack()
  await buildContracts(() => progress('compiling the contracts; the first time takes up to half a minute'))
  const chain = started.use(await startChain(parameters.rpcPort ?? (await freePort())))
  progress(`chain     ${chain.rpcUrl}`)
  const deployment = await deployContracts(chain.rpcUrl)
  progress(`registry  ${deployment.grantRegistry}`)
  const dataDir = await mkdtemp(join(tmpdir(), 'grantkeep-'))
  started.defer(() => rm(dataDir, { recursive: true, force: true }))
  const port = parameters.nodePort ?? (await freePort())
  const node = started.use(await startNode({ deployment, rpcUrl: chain.rpcUrl, port, dataDir }))
  progress(`node      ${node.url}`)
  const running = started.move()
  return { rpcUrl: chain.rpcUrl, deployment, node, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
