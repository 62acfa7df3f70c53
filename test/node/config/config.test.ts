import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConfigInvalidError, loadConfig } from '../../../offchain/node/config.ts'

const environment = {
  PATH: '/usr/bin',
  GRANTKEEP_RPC_URL: 'https://user:hunter2@rpc.example/v3/0123456789abcdef?key=topsecret',
  GRANTKEEP_CHAIN_ID: '31337',
  GRANTKEEP_REGISTRY: '0x5fbdb2315678afecb367f032d93f642f64180aa3',
  GRANTKEEP_DIRECTORY: '0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512',
  GRANTKEEP_SCHEMA_REGISTRY: '0x9fE46736679d2D9a65F0992F2272dE9f3c7fa6e0',
  GRANTKEEP_DATA_DIR: '/tmp/grantkeep',
}

function problemsOf(changes: Record<string, string | undefined>): string[] {
  try {
    loadConfig({ ...environment, ...changes })
  } catch (error) {
    assert.ok(error instanceof ConfigInvalidError)
    assert.equal(error.code, 'CONFIG_INVALID')
    return [...(error.details.problems as readonly string[])]
  }
  return assert.fail('accepted')
}

describe('loadConfig', () => {
  it('takes what is required and fills in the rest, loopback by default', () => {
    const config = loadConfig(environment)
    assert.equal(config.registry, '0x5FbDB2315678afecb367f032d93F642f64180aa3')
    assert.equal(config.chainId, 31337n)
    assert.deepEqual([config.host, config.port, config.publicUrl], ['127.0.0.1', 4300, undefined])
    assert.deepEqual([config.maxHeadAge, config.maxServeSeconds, config.sessionSeconds], [60, 30, 900])
    assert.deepEqual(config.corsOrigins, [])
  })

  it('H11: refuses a variable that does not exist, and names the nearest that does', () => {
    assert.deepEqual(problemsOf({ GRANTKEEP_REGISTERY: '0x00' }), [
      'GRANTKEEP_REGISTERY: there is no such variable; did you mean GRANTKEEP_REGISTRY?',
    ])
    assert.deepEqual(problemsOf({ GRANTKEEP_ZZZZZZZZZZ: '1' }), ['GRANTKEEP_ZZZZZZZZZZ: there is no such variable'])
  })

  it('H11: tells all that is wrong at once, each with the variable, the reason and an example', () => {
    const problems = problemsOf({ GRANTKEEP_CHAIN_ID: '1e3', GRANTKEEP_PORT: '70000', GRANTKEEP_RPC_URL: undefined })
    assert.deepEqual(problems, [
      'GRANTKEEP_RPC_URL: is required, for example GRANTKEEP_RPC_URL=http://127.0.0.1:8545',
      'GRANTKEEP_CHAIN_ID: expected a whole number, for example GRANTKEEP_CHAIN_ID=31337',
      'GRANTKEEP_PORT: expected 0 to 65535, for example GRANTKEEP_PORT=4300',
    ])
  })

  const wrong: readonly [string, string][] = [
    ['GRANTKEEP_REGISTRY', '0x5FbDB2315678afecb367f032d93F642f64180aA3'],
    ['GRANTKEEP_REGISTRY', `0x${'0'.repeat(40)}`],
    ['GRANTKEEP_DIRECTORY', ''],
    ['GRANTKEEP_RPC_URL', 'ws://127.0.0.1:8545'],
    ['GRANTKEEP_PUBLIC_URL', 'https://node.example/'],
    ['GRANTKEEP_PUBLIC_URL', 'https://Node.example'],
    ['GRANTKEEP_PUBLIC_URL', 'https://node.example:443'],
    ['GRANTKEEP_CORS_ORIGINS', '*'],
    ['GRANTKEEP_CORS_ORIGINS', 'https://a.example,https://b.example/path'],
    ['GRANTKEEP_MAX_SERVE_SECONDS', '31'],
    ['GRANTKEEP_MAX_SERVE_SECONDS', '0'],
    ['GRANTKEEP_CHAIN_ID', '0'],
    ['GRANTKEEP_PORT', ' 80'],
    ['GRANTKEEP_LOG_LEVEL', 'verbose'],
    ['GRANTKEEP_DATA_DIR', ''],
  ]
  for (const [name, value] of wrong) {
    it(`refuses ${name}=${JSON.stringify(value)}`, () => {
      const [problem, ...more] = problemsOf({ [name]: value })
      assert.match(problem ?? '', new RegExp(`^${name}: .*, for example ${name}=`))
      assert.deepEqual(more, [])
    })
  }

  it('needs a public URL where others than this machine can reach the node', () => {
    assert.match(problemsOf({ GRANTKEEP_HOST: '0.0.0.0' })[0] ?? '', /^GRANTKEEP_PUBLIC_URL: is required/)
    const config = loadConfig({
      ...environment,
      GRANTKEEP_HOST: '0.0.0.0',
      GRANTKEEP_PUBLIC_URL: 'https://node.example',
    })
    assert.equal(config.publicUrl, 'https://node.example')
  })

  it('H11: repeats no value, which may be a secret in the wrong place', () => {
    const problems = problemsOf({ GRANTKEEP_CHAIN_ID: 'hunter2', GRANTKEEP_RPC_URL: 'ftp://user:hunter2@rpc.example' })
    assert.equal(problems.length, 2)
    assert.doesNotMatch(problems.join(), /hunter2/)
  })
})
