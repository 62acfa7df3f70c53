import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../offchain/local/freePort.ts'

const start = fileURLToPath(new URL('../../offchain/local/start.ts', import.meta.url))

type Running = {
  readonly child: ChildProcess
  readonly output: () => string
  readonly until: (text: string) => Promise<void>
}

function run(...parameters: string[]): Running {
  const child = spawn(process.execPath, [start, ...parameters], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk))
  return {
    child,
    output: () => output,
    until: (text) =>
      new Promise((resolve, reject) => {
        const check = () => output.includes(text) && resolve()
        for (const stream of [child.stdout, child.stderr]) stream.on('data', check)
        child.once('exit', (code) => reject(new Error(`It ended with ${code} before "${text}":\n${output}`)))
        check()
      }),
  }
}

describe('npm start', () => {
  it('runs the life, stays up, and stops cleanly on Ctrl-C', async () => {
    const [rpcPort, nodePort] = [await freePort(), await freePort()]
    const { child, output, until } = run('--rpc-port', String(rpcPort), '--node-port', String(nodePort))
    await until('Ready.')
    assert.match(output(), /auditor checks the node's receipts/)
    assert.match(output(), /\d+ steps, all as expected/)
    const ready = await fetch(`http://127.0.0.1:${nodePort}/readyz`)
    assert.equal(ready.status, 200)

    const second = run('--rpc-port', String(rpcPort), '--node-port', String(nodePort))
    const [secondCode] = await once(second.child, 'exit')
    assert.equal(secondCode, 1)
    assert.match(second.output(), new RegExp(`Port ${rpcPort}, for the chain, is in use`))

    child.kill('SIGINT')
    const [code] = await once(child, 'exit')
    assert.equal(code, 0)
    await assert.rejects(fetch(`http://127.0.0.1:${nodePort}/healthz`), 'the node has stopped too')
  })

  it('says which port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    assert.ok(address && typeof address === 'object')
    const { child, output } = run('--rpc-port', String(await freePort()), '--node-port', String(address.port))
    const [code] = await once(child, 'exit')
    server.close()
    assert.equal(code, 1)
    assert.match(output(), new RegExp(`Port ${address.port}, for the node, is in use`))
    assert.match(output(), /--node-port/)
  })

  it('refuses what is not a port', async () => {
    const { child, output } = run('--rpc-port', 'eighty')
    const [code] = await once(child, 'exit')
    assert.equal(code, 1)
    assert.match(output(), /--rpc-port takes a port from 1 to 65535, not eighty/)
  })

  it('refuses an option that does not exist', async () => {
    const { child, output } = run('--prot', '1')
    const [code] = await once(child, 'exit')
    assert.equal(code, 1)
    assert.equal(output(), "Unknown option '--prot'; --help lists the options.\n")
  })
})
