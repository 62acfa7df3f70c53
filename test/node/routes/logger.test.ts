import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BaseError } from 'viem'
import { createLogger, secretsOfUrl } from '../../../offchain/node/logger.ts'
import { startTestNode } from '../../support/testNode.ts'

function logOf(write: (logger: ReturnType<typeof createLogger>) => void, secrets: readonly string[] = []): string {
  const lines: string[] = []
  write(createLogger({ level: 'trace', secrets, destination: { write: (line) => void lines.push(line) } }))
  for (const line of lines) assert.doesNotThrow(() => JSON.parse(line))
  return lines.join('')
}

describe('createLogger', () => {
  it('H3: hides secrets and persons under whatever depth they are', () => {
    const entry = {
      token: 'seeded-1',
      nested: [{ Authorization: 'seeded-2', deeper: { share: 'seeded-3', JWT: 'seeded-4' } }],
    }
    const person = { owner: 'seeded-5', purpose: 'seeded-6', fields: 5n, bytes: new Uint8Array(3), status: 200 }
    const log = logOf((logger) => logger.info({ entry, person }, 'said'))
    assert.doesNotMatch(log, /seeded/)
    assert.match(log, /"status":200/)
    assert.match(log, /\[3 bytes\]/)
  })

  it('H3: says of an error what it is and where, and nothing of the call that it was about', () => {
    const cause = Object.assign(new Error('cause'), { code: 'ECONNREFUSED', details: 'seeded-1', token: 'seeded-2' })
    const err = new BaseError('short', { cause, metaMessages: ['Contract Call: 0xseeded-3'] })
    const log = logOf((logger) => logger.error({ err }, 'failed'))
    assert.doesNotMatch(log, /seeded/)
    assert.match(log, /"message":"short"/)
    assert.match(log, /ECONNREFUSED/)
    assert.match(log, /at .*logger\.test\.ts/)
  })

  it('H4: keeps each entry on one line of JSON, whatever is in it', () => {
    const text = 'a\r\n{"level":"fatal"}\u001b[31m\u0000\u2028'
    const log = logOf((logger) => logger.warn({ text, value: text }, 'said'))
    assert.equal(log.trimEnd().split('\n').length, 1)
    assert.equal(log.includes('\u001b'), false)
    assert.equal(JSON.parse(log).value, text)
  })

  it("H11: writes nothing of the RPC's URL but its origin", () => {
    const url = new URL('https://user:hunter2@rpc.example/v3/0123456789abcdef?key=top%20secret')
    const log = logOf(
      (logger) => logger.error({ err: new Error(`HTTP request failed. URL: ${url.href}`) }, 'failed'),
      secretsOfUrl(url),
    )
    assert.match(log, /rpc\.example/)
    assert.doesNotMatch(log, /hunter2|0123456789abcdef|top.{1,3}secret/)
    assert.deepEqual(secretsOfUrl(new URL('http://127.0.0.1:8545')), [])
  })
})

describe('the request log', () => {
  it('H3, H4: has the pattern of a path and never the path, the query or a header', async () => {
    await using node = await startTestNode()
    const path = `/v1/credentials/0x${'ab'.repeat(32)}/fields/0/chunks/0?seeded=1`
    const headers = {
      authorization: 'Bearer seeded',
      'user-agent': 'seeded',
      'x-request-id': 'seeded',
      origin: 'https://seeded',
    }
    await node.call('GET', path, { headers })
    await node.call('GET', '/seeded%0d%0a{"level":"fatal"}', { headers })
    const log = node.log.join('')
    assert.doesNotMatch(log, /seeded|abab|fatal/)
    const [first, second] = node.log.map((line) => JSON.parse(line))
    assert.equal(first.route, '/v1/credentials/:credentialId/fields/:field/chunks/:chunk')
    assert.deepEqual([first.method, first.status, first.code], ['GET', 401, 'SESSION_INVALID'])
    assert.deepEqual([second.route, second.status], ['none', 404])
    assert.match(first.requestId, /^[0-9a-f-]{36}$/)
  })
})
