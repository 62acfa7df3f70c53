import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Deployment } from '../../sdk/clients/deployment.ts'

export type NodeProcess = AsyncDisposable & {
  readonly url: string
  readonly logFile: string
  /** SIGKILL: nothing is flushed, nothing is said. */
  readonly kill: () => Promise<void>
  /** Starts it again on the same data, after a kill. */
  readonly restart: () => Promise<void>
}

export type NodeProcessParameters = {
  readonly deployment: Deployment
  readonly rpcUrl: string
  readonly port: number
  readonly dataDir: string
}

const main = fileURLToPath(new URL('../node/main.ts', import.meta.url))
const readyTimeout = 20_000

/** Runs a node as a process of its own and waits until it is ready. */
export async function startNode(parameters: NodeProcessParameters): Promise<NodeProcess> {
  const { deployment, rpcUrl, port, dataDir } = parameters
  const url = `http://127.0.0.1:${port}`
  const logFile = join(dataDir, 'node.log')
  const environment = {
    GRANTKEEP_PORT: String(port),
    GRANTKEEP_PUBLIC_URL: url,
    GRANTKEEP_RPC_URL: rpcUrl,
    GRANTKEEP_CHAIN_ID: String(deployment.chainId),
    GRANTKEEP_REGISTRY: deployment.grantRegistry,
    GRANTKEEP_DIRECTORY: deployment.directory,
    GRANTKEEP_SCHEMA_REGISTRY: deployment.schemaRegistry,
    GRANTKEEP_DATA_DIR: dataDir,
  }
  let child = await launch()

  async function launch(): Promise<ChildProcess> {
    const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 })
    const started = spawn(process.execPath, [main], {
      env: { PATH: process.env.PATH, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    started.stdout.pipe(log, { end: false })
    started.stderr.pipe(log, { end: false })
    await untilReady(url, started, logFile)
    return started
  }

  async function stop(signal: 'SIGTERM' | 'SIGKILL') {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }

  return {
    url,
    logFile,
    kill: () => stop('SIGKILL'),
    restart: async () => {
      child = await launch()
    },
    [Symbol.asyncDispose]: () => stop('SIGTERM'),
  }
}

async function untilReady(url: string, child: ChildProcess, logFile: string): Promise<void> {
  const deadline = Date.now() + readyTimeout
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The node stopped while starting:\n${await lastLines(logFile)}`)
    const ready = await fetch(`${url}/readyz`).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) return
    if (Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`The node was not ready within ${readyTimeout / 1000} s:\n${await lastLines(logFile)}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

async function lastLines(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).trimEnd().split('\n').slice(-5).join('\n')
}
