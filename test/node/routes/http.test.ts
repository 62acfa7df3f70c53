import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import { callNode, startTestNode, type TestNode } from '../../support/testNode.ts'

const account = privateKeyToAccount(generatePrivateKey())
let node: TestNode
let token: string

before(async () => {
  node = await startTestNode({ dependencies: { corsOrigins: ['https://app.example'] } })
  token = await node.signIn(account)
})
after(() => node[Symbol.asyncDispose]())

/** Sends bytes as they are and resolves to all that comes back. */
async function sendRaw(text: string): Promise<string> {
  const socket = connect(Number(new URL(node.url).port), '127.0.0.1')
  socket.setEncoding('utf8')
  let answer = ''
  socket.on('data', (part) => {
    answer += part
  })
  socket.on('error', () => {})
  socket.end(text)
  await closed(socket)
  return answer
}

/** However it ends: a reset is an end too. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()))
}

function request(method: string, target: string, headers: readonly string[] = [], body = ''): string {
  return [`${method} ${target} HTTP/1.1`, 'Host: node.example', 'Connection: close', ...headers, '', body].join('\r\n')
}

const statusOf = (answer: string) => Number(answer.split(' ')[1])

async function postNonce(body: string | Uint8Array, headers: Record<string, string> = {}) {
  const sent = { 'content-type': 'application/json', ...headers }
  return callNode(node.url, 'POST', '/v1/auth/nonce', { body, headers: sent })
}

describe('the HTTP interface', () => {
  it('D20: knows its paths in one spelling, each with its methods', async () => {
    const id = `0x${'00'.repeat(32)}`
    const paths: readonly [string, string, number, string][] = [
      ['GET', '/', 404, 'NOT_FOUND'],
      ['GET', '/v1/Node', 404, 'NOT_FOUND'],
      ['GET', '/v1/node/', 404, 'NOT_FOUND'],
      ['GET', '//v1/node', 404, 'NOT_FOUND'],
      ['GET', '/v1/%6eode', 404, 'NOT_FOUND'],
      ['GET', '/v1%2fnode', 404, 'NOT_FOUND'],
      ['GET', '/v1/..;/node', 404, 'NOT_FOUND'],
      ['GET', '/v1/x/%2e%2e/node', 404, 'NOT_FOUND'],
      ['GET', '/v1/node;a=b', 404, 'NOT_FOUND'],
      ['DELETE', '/v1/node', 405, 'METHOD_NOT_ALLOWED'],
      ['PATCH', `/v1/credentials/${id}`, 405, 'METHOD_NOT_ALLOWED'],
      ['POST', '/v1/credentials', 405, 'METHOD_NOT_ALLOWED'],
      ['GET', '/v1/releases', 405, 'METHOD_NOT_ALLOWED'],
      ['GET', '/v1/credentials/%zz', 400, 'PATH_INVALID'],
      ['GET', '/v1/credentials/%2f', 400, 'PATH_INVALID'],
      ['GET', `/v1/credentials/${id.toUpperCase()}`, 400, 'PATH_INVALID'],
      ['GET', `/v1/credentials/${id.slice(2)}`, 400, 'PATH_INVALID'],
      ['GET', `/v1/credentials/${id}0`, 400, 'PATH_INVALID'],
      ['GET', `/v1/credentials/${id}/fields/01/chunks/0`, 400, 'PATH_INVALID'],
      ['GET', `/v1/credentials/${id}/fields/64/chunks/0`, 400, 'PATH_INVALID'],
      ['GET', `/v1/credentials/${id}/fields/0/chunks/65`, 400, 'PATH_INVALID'],
      ['GET', `/v1/credentials/${id}/fields/1e1/chunks/0`, 400, 'PATH_INVALID'],
      ['GET', `/v1/credentials/${id}/fields/-1/chunks/0`, 400, 'PATH_INVALID'],
      ['GET', '/v1/grants?limit=1&limit=2', 400, 'QUERY_INVALID'],
      ['GET', '/v1/grants?limit=0', 400, 'QUERY_INVALID'],
      ['GET', '/v1/grants?limit=201', 400, 'QUERY_INVALID'],
      ['GET', '/v1/grants?limit[]=1', 400, 'QUERY_INVALID'],
      ['GET', '/v1/grants?party=0x00', 400, 'QUERY_INVALID'],
      ['GET', '/v1/grants?__proto__=1', 400, 'QUERY_INVALID'],
      ['GET', '/v1/grants?cursor=%00', 400, 'QUERY_INVALID'],
      ['GET', '/v1/grants?cursor=AAAA', 400, 'CURSOR_INVALID'],
      ['GET', '/v1/node?a=1', 400, 'QUERY_INVALID'],
    ]
    for (const [method, path, status, code] of paths) {
      const answer = await sendRaw(request(method, path, [`Authorization: Bearer ${token}`]))
      assert.equal(statusOf(answer), status, `${method} ${path}: ${answer}`)
      assert.match(answer, new RegExp(`"code":"${code}"`), `${method} ${path}`)
    }
  })

  it('D20: lets no method stand in for another', async () => {
    for (const method of ['HEAD', 'OPTIONS', 'TRACE', 'PROPFIND']) {
      const answer = await sendRaw(request(method, '/v1/node'))
      assert.equal(statusOf(answer), 405, method)
      assert.match(answer, /^Allow: GET\r$/m)
    }
    const overridden = await sendRaw(
      request('GET', '/v1/auth/session', ['X-HTTP-Method-Override: DELETE', `Authorization: Bearer ${token}`]),
    )
    assert.equal(statusOf(overridden), 405)
    assert.equal((await node.call('GET', '/v1/grants', { token })).status, 200)
  })

  it('D20: refuses what a proxy could read in another way', async () => {
    const smuggled: readonly string[] = [
      request('GET', 'http://evil.example/v1/node'),
      request(
        'POST',
        '/v1/auth/nonce',
        ['Content-Type: application/json', 'Content-Length: 4', 'Transfer-Encoding: chunked'],
        '0\r\n\r\n',
      ),
      request(
        'POST',
        '/v1/auth/nonce',
        ['Content-Type: application/json', 'Content-Length: 4', 'Content-Length: 5'],
        '{}  ',
      ),
      request('GET', '/v1/node', ['X-Folded: a\r\n b']),
      request('GET', '/v1/node', ['Bad Name: a']),
    ]
    for (const text of smuggled) assert.equal(statusOf(await sendRaw(text)), 400, text)
    const withBody = await sendRaw(request('GET', '/v1/node', ['Content-Length: 2'], '{}'))
    assert.match(withBody, /"code":"BODY_NOT_EXPECTED"/)
  })

  it('D21: lets nothing be kept by anybody in between', async () => {
    for (const path of ['/v1/node', '/v1/grants', '/nowhere']) {
      const { headers } = await node.call('GET', path, { token, headers: { 'if-none-match': '*', range: 'bytes=0-1' } })
      assert.equal(headers.get('cache-control'), 'no-store')
      assert.equal(headers.get('x-content-type-options'), 'nosniff')
      assert.equal(headers.get('content-security-policy'), "default-src 'none'; frame-ancestors 'none'")
      assert.match(headers.get('strict-transport-security') ?? '', /^max-age=/)
      for (const name of ['etag', 'last-modified', 'x-powered-by', 'set-cookie', 'content-range'])
        assert.equal(headers.has(name), false, name)
    }
  })

  it('answers every request under an id of its own', async () => {
    const ids = await Promise.all(
      ['/v1/node', '/nowhere'].map(async (path) =>
        (await node.call('GET', path, { headers: { 'x-request-id': 'mine' } })).headers.get('x-request-id'),
      ),
    )
    assert.equal(new Set(ids).size, 2)
    for (const id of ids) assert.match(id ?? '', /^[0-9a-f-]{36}$/)
  })

  it('takes JSON as JSON only, uncompressed', async () => {
    const body = JSON.stringify({ address: account.address })
    for (const contentType of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=utf-16',
      'application/jsonp',
      '',
    ]) {
      const answer = await postNonce(body, { 'content-type': contentType })
      assert.deepEqual([answer.status, answer.json.code], [415, 'CONTENT_TYPE_NOT_SUPPORTED'], contentType)
    }
    assert.equal((await postNonce(body, { 'content-encoding': 'gzip' })).status, 415)
    assert.equal((await postNonce(body, { 'content-type': 'Application/JSON; charset=UTF-8' })).status, 200)
    const id = `0x${'00'.repeat(32)}`
    assert.equal((await node.call('PUT', `/v1/credentials/${id}/fields/0/chunks/0`, { token, body: '{}' })).status, 415)
  })

  it('D16: refuses a body that is too large before it is sent, and one that lies', async () => {
    const declared = await sendRaw(
      request('POST', '/v1/auth/nonce', ['Content-Type: application/json', 'Content-Length: 10000000000'], '{'),
    )
    assert.match(declared, /^HTTP\/1.1 413 [\s\S]*"code":"BODY_TOO_LARGE"/)
    const exact = JSON.stringify({ address: account.address }).padEnd(1024, ' ')
    assert.equal((await postNonce(exact)).status, 200)
    assert.equal((await postNonce(`${exact} `)).status, 413)
  })

  it('D16: refuses a chunked body as soon as it is too large, and does not read it to its end', async () => {
    const socket = connect(Number(new URL(node.url).port), '127.0.0.1')
    let answer = ''
    socket.setEncoding('utf8').on('data', (part) => {
      answer += part
    })
    socket.on('error', () => {})
    socket.write(
      `POST /v1/auth/nonce HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`,
    )
    const part = `10000\r\n${' '.repeat(0x10000)}\r\n`
    let sent = 0
    const pump = () => {
      // An endless body: the node has to end this.
      while (!socket.destroyed && socket.write(part)) sent += part.length
    }
    socket.on('drain', pump)
    pump()
    await closed(socket)
    assert.match(answer, /^HTTP\/1.1 413 [\s\S]*"code":"BODY_TOO_LARGE"/)
    assert.ok(sent < 64 * 1024 * 1024, `${sent} bytes were read`)
  })

  it('D17: refuses 400,000 nested levels, and goes on', async () => {
    const id = `0x${'00'.repeat(32)}`
    const levels = 200_000
    const bodies = ['['.repeat(400_000), `${'['.repeat(levels)}${']'.repeat(levels)}`, '{"a":'.repeat(100_000)]
    for (const body of bodies) {
      const answer = await node.call('PUT', `/v1/credentials/${id}`, { token, body })
      assert.deepEqual([answer.status, answer.json.code], [400, 'BODY_INVALID'])
    }
    assert.equal((await node.call('GET', '/healthz')).status, 200)
  })

  it('D18: reads a body in one way or not at all', async () => {
    const address = account.address
    const bodies: readonly (string | Uint8Array)[] = [
      '',
      'null',
      '[]',
      '"text"',
      'NaN',
      '{"address":NaN}',
      '{"address":1e400}',
      `{"address":"${address}","address":"${address}"}`,
      `{"address":"${address}","\\u0061ddress":"${address}"}`,
      `{"address":"${address}","__proto__":{}}`,
      `{"address":"${address}","constructor":{}}`,
      `{"address":"${address}","more":1}`,
      `{"address":"${address}"}}`,
      `{"address":"${address}",}`,
      `{"address":"\\ud800${address}"}`,
      `\ufeff{"address":"${address}"}`,
      `{'address':'${address}'}`,
      Uint8Array.of(0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d),
      `{"address":["${address}"]}`,
      `{"address":"${address.toUpperCase()}"}`,
    ]
    for (const body of bodies) {
      const answer = await postNonce(body)
      assert.deepEqual([answer.status, answer.json.code], [400, 'BODY_INVALID'], String(body))
    }
    assert.equal(({} as Record<string, unknown>).polluted, undefined)
  })

  it('says where a body is wrong, and repeats nothing of it', async () => {
    const { json, text } = await postNonce('{"address":"secret-1","secret-2":"secret-3"}')
    assert.deepEqual(json.details, { problems: ['address: Expected an address', 'Unknown member'] })
    assert.doesNotMatch(text, /secret/)
    assert.deepEqual(Object.keys(json), ['code', 'message', 'details', 'docsPath'])
  })

  it('tells nothing of what went wrong inside', async () => {
    const store = { ...node.store, listGrants: () => assert.fail('SELECT * FROM grants') }
    await using broken = await startTestNode({ dependencies: { store } })
    const answer = await broken.call('GET', '/v1/grants', { token })
    assert.deepEqual([answer.status, answer.json.code], [500, 'INTERNAL'])
    assert.doesNotMatch(answer.text, /SELECT|assert/i)
    assert.match(broken.log.join(''), /SELECT \* FROM grants/)
    assert.ok(broken.log.join('').includes(answer.headers.get('x-request-id') ?? '?'))
  })

  it('permits the pages of the origins that are configured, and no others', async () => {
    const preflight = (origin: string) =>
      node.call('OPTIONS', '/v1/releases', { headers: { origin, 'access-control-request-method': 'POST' } })
    const allowed = await preflight('https://app.example')
    assert.equal(allowed.status, 204)
    assert.equal(allowed.headers.get('access-control-allow-origin'), 'https://app.example')
    assert.equal(allowed.headers.get('access-control-allow-headers'), 'Authorization, Content-Type')
    for (const origin of ['https://evil.example', 'https://app.example.evil.example', 'http://app.example', 'null']) {
      const refused = await preflight(origin)
      assert.equal(refused.status, 405)
      assert.equal(refused.headers.has('access-control-allow-origin'), false)
      assert.equal(refused.headers.has('access-control-allow-credentials'), false)
    }
    const { headers } = await node.call('GET', '/v1/node', { headers: { origin: 'https://app.example' } })
    assert.deepEqual(
      [headers.get('access-control-allow-origin'), headers.get('vary')],
      ['https://app.example', 'Origin'],
    )
    assert.match(headers.get('access-control-expose-headers') ?? '', /X-Grant-Block/)
  })

  it('permits no page by default', async () => {
    await using plain = await startTestNode()
    const { status, headers } = await plain.call('GET', '/v1/node', { headers: { origin: 'https://app.example' } })
    assert.equal(status, 200)
    assert.equal(
      [...headers.keys()].some((name) => name.startsWith('access-control')),
      false,
    )
  })
})

describe('GET /readyz', () => {
  it('says which part is not ready, and 200 where all are', async () => {
    const { number, hash, timestamp } = await node.chain.head()
    node.store.applyBlocks([{ number, hash, parentHash: `0x${'00'.repeat(32)}`, timestamp, events: [] }])
    assert.equal((await node.call('GET', '/readyz')).status, 200)
    node.chain.mine(timestamp + 61)
    assert.deepEqual((await node.call('GET', '/readyz')).json.details, { index: 'INDEX_BEHIND' })
    node.chain.failWith(new Error('down'))
    const { status, json } = await node.call('GET', '/readyz')
    assert.deepEqual([status, json.code, json.details], [503, 'NOT_READY', { chain: 'FAILED' }])
    assert.equal((await node.call('GET', '/healthz')).status, 200)
    node.chain.failWith(undefined)
  })
})
