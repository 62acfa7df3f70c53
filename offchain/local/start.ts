import { once } from 'node:events'
import { styleText } from 'node:util'
import { isPortFree } from './freePort.ts'
import { parseOptions } from './parseOptions.ts'
import { describeResult, describeStep } from './printSteps.ts'
import { runLife } from './runLife.ts'
import { startStack } from './startStack.ts'
import { createSteps } from './steps.ts'

const help = `Starts a local Hardhat chain, deploys the contracts, starts a node, runs one credential's whole life, and stays up.

  npm start                                            chain on 8545, node on 4300
  npm start -- --rpc-port 18545 --node-port 14300      other ports

Ctrl-C stops everything. Nothing is kept: the next start begins anew.`

const values = parseOptions({
  'rpc-port': { type: 'string', default: '8545' },
  'node-port': { type: 'string', default: '4300' },
  help: { type: 'boolean', short: 'h' },
})

function parsePort(name: 'rpc-port' | 'node-port'): number {
  const port = Number(values[name])
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port
  console.error(`--${name} takes a port from 1 to 65535, not ${values[name]}.`)
  process.exit(1)
}

async function requireFree(port: number, what: string, option: string): Promise<void> {
  if (await isPortFree(port)) return
  console.error(`Port ${port}, for the ${what}, is in use. Is Grantkeep, or another ${what}, running already?`)
  console.error(`Stop it, or choose another port: npm start -- --${option} ${port + 10_000}`)
  process.exit(1)
}

async function start(): Promise<void> {
  const rpcPort = parsePort('rpc-port')
  const nodePort = parsePort('node-port')
  await requireFree(rpcPort, 'chain', 'rpc-port')
  await requireFree(nodePort, 'node', 'node-port')

  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort())

  console.log(styleText('bold', 'Grantkeep'))
  await using stack = await startStack({ rpcPort, nodePort, progress: (sentence) => console.log(`  ${sentence}`) })
  const steps = createSteps((result) => console.log(describeStep(result)))
  console.log('\nOne credential’s life:')
  await runLife(stack, steps, stop.signal).catch((error: unknown) => {
    if (!stop.signal.aborted) throw error
  })
  if (!stop.signal.aborted) {
    console.log(`\n${describeResult(steps.results)}`)
    const { deployment, rpcUrl, node } = stack
    console.log(`
Ready.
  Chain           ${rpcUrl}  (chain id ${deployment.chainId}; accounts of Hardhat's public test mnemonic)
  GrantRegistry   ${deployment.grantRegistry}
  Directory       ${deployment.directory}
  SchemaRegistry  ${deployment.schemaRegistry}
  Node            ${node.url}/v1/node
  Health          ${node.url}/readyz
  Node's log      ${node.logFile}

Ctrl-C stops everything.`)
    if (!stop.signal.aborted) await once(stop.signal, 'abort')
  }
  console.log('\nStopping.')
}

if (values.help) console.log(help)
else await start()
// What Ignition and the chain leave open must not keep a stopped stack alive.
process.exit()
