import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { bytesToHex, type Hex, hexToBytes, numberToHex, serializeSignature } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'
import {
  addressOf,
  type CallAnswer,
  isoTime,
  loginMessage,
  startTestNode,
  type TestNode,
} from '../../support/testNode.ts'

const account = privateKeyToAccount(generatePrivateKey())
const stranger = privateKeyToAccount(generatePrivateKey())
const order = 0xffffffff_ffffffff_ffffffff_fffffffe_baaedce6_af48a03b_bfd25e8c_d0364141n

type Parts = Parameters<typeof loginMessage>[0]
let node: TestNode
let challenge: Record<string, unknown>

async function askNonce(address: string = account.address): Promise<Record<string, unknown>> {
  const { json } = await node.call('POST', '/v1/auth/nonce', { body: { address } })
  return { ...json }
}

function messageOf(parts: Partial<Parts> = {}): string {
  return loginMessage({ ...challenge, address: account.address, now: node.time.now, ...parts })
}

function send(message: string, signature: Hex, headers: Record<string, string> = {}): Promise<CallAnswer> {
  return node.call('POST', '/v1/auth/session', { body: { message, signature }, headers })
}

/** Signs whatever the message says, as a wallet that shows nothing would. */
async function login(message: string, signer = account): Promise<CallAnswer> {
  return send(message, await signer.signMessage({ message }))
}

function assertRefused(answer: CallAnswer, code: string, status = 401): void {
  assert.deepEqual([answer.status, answer.json.code], [status, code])
  assert.equal('token' in answer.json, false)
}

before(async () => {
  node = await startTestNode()
})
after(() => node[Symbol.asyncDispose]())
beforeEach(async () => {
  // Whatever the test before left waiting is void by then.
  node.time.now += 1000
  challenge = await askNonce()
})

describe('POST /v1/auth/session', () => {
  it('opens a session for who signed, of 15 minutes, under a token of 256 bits that is stored hashed', async () => {
    const { status, json } = await login(messageOf())
    assert.equal(status, 200)
    assert.deepEqual([json.address, json.expiresAt], [account.address, node.time.now + 900])
    assert.match(String(json.token), /^[A-Za-z0-9_-]{43}$/)
    assert.equal((await node.call('GET', '/v1/grants', { token: String(json.token) })).status, 200)
  })

  it('A1: takes a message and its signature once', async () => {
    const message = messageOf()
    assert.equal((await login(message)).status, 200)
    assertRefused(await login(message), 'LOGIN_NONCE_UNKNOWN')
  })

  it('A2: opens one session of 64 logins at once', async () => {
    const message = messageOf()
    const signature = await account.signMessage({ message })
    const answers = await Promise.all(Array.from({ length: 64 }, () => send(message, signature)))
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    for (const answer of answers) if (answer.status !== 200) assertRefused(answer, 'LOGIN_NONCE_UNKNOWN')
  })

  it('A3: refuses a nonce that this node never gave', async () => {
    assertRefused(await login(messageOf({ nonce: '0123456789abcdef0123456789abcdef' })), 'LOGIN_NONCE_UNKNOWN')
  })

  it('A4: refuses a nonce from the second at which it is void', async () => {
    const issued = node.time.now
    const at = (now: number) => {
      node.time.now = now
      return login(messageOf({ now: issued, expirationTime: isoTime(issued + 400) }))
    }
    assertRefused(await at(issued + 301), 'LOGIN_NONCE_EXPIRED')
    assertRefused(await at(issued + 300), 'LOGIN_NONCE_EXPIRED')
    assert.equal((await at(issued + 299)).status, 200)
    node.time.now = issued + 300
  })

  it('A6: lets nobody else use a nonce, nor use it up', async () => {
    const others = await login(messageOf({ address: stranger.address }), stranger)
    assertRefused(others, 'LOGIN_NONCE_UNKNOWN')
    assertRefused(await login(messageOf(), stranger), 'LOGIN_SIGNATURE_INVALID')
    assert.equal((await login(messageOf())).status, 200)
  })

  it('A7: gives nonces of 128 random bits', async () => {
    const { nonce } = await askNonce()
    assert.match(String(nonce), /^[0-9a-f]{32}$/)
    assert.notEqual(nonce, challenge.nonce)
  })

  const foreignDomains = [
    'phish.example',
    'node.example:443',
    'node.example:8443',
    'Node.example',
    'NODE.EXAMPLE',
    'node.example.',
    'node.example@evil.example',
    'evil.example@node.example',
    'xn--nde-jua.example',
    '[::1]',
    '127.0.0.1',
    'sub.node.example',
    'node.exampl',
  ]
  for (const domain of foreignDomains) {
    it(`A8, A9: refuses the domain ${domain}`, async () => {
      assertRefused(await login(messageOf({ domain })), 'LOGIN_DOMAIN_MISMATCH')
    })
  }
  for (const domain of ['https://node.example', ' node.example', '', 'nodé.example', 'node.example/']) {
    it(`A9: cannot read the domain ${JSON.stringify(domain)}`, async () => {
      assertRefused(await login(messageOf({ domain })), 'LOGIN_MESSAGE_INVALID')
    })
  }

  it('A10: believes its configuration, not what a request says of the host', async () => {
    const headers = {
      'x-forwarded-host': 'phish.example',
      'x-forwarded-proto': 'http',
      forwarded: 'host=phish.example',
    }
    const message = messageOf({ domain: 'phish.example', uri: 'https://phish.example' })
    assertRefused(await send(message, await account.signMessage({ message }), headers), 'LOGIN_DOMAIN_MISMATCH')
    assert.deepEqual([challenge.domain, challenge.uri], ['node.example', 'https://node.example'])
  })

  for (const uri of [
    'https://phish.example',
    'http://node.example',
    'https://node.example/',
    'https://node.example/login',
    'https://node.example:443',
    'did:key:z6Mk',
  ]) {
    it(`A11: refuses the URI ${uri}`, async () => assertRefused(await login(messageOf({ uri })), 'LOGIN_URI_MISMATCH'))
  }

  for (const [chainId, code] of [
    ['1', 'LOGIN_CHAIN_MISMATCH'],
    ['0', 'LOGIN_CHAIN_MISMATCH'],
    ['31338', 'LOGIN_CHAIN_MISMATCH'],
    ['1e0', 'LOGIN_MESSAGE_INVALID'],
    ['031337', 'LOGIN_MESSAGE_INVALID'],
    ['31337.0', 'LOGIN_MESSAGE_INVALID'],
    ['0x7a69', 'LOGIN_MESSAGE_INVALID'],
    ['-1', 'LOGIN_MESSAGE_INVALID'],
    ['9'.repeat(77), 'LOGIN_MESSAGE_INVALID'],
  ] as const) {
    it(`A12: refuses the chain id ${chainId}`, async () => assertRefused(await login(messageOf({ chainId })), code))
  }

  describe('A14: the time of issue', () => {
    const refused: readonly [string, (now: number) => string, string][] = [
      ['61 s ahead', (now) => isoTime(now + 61), 'LOGIN_TIME_INVALID'],
      ['61 s before the nonce', (now) => isoTime(now - 61), 'LOGIN_TIME_INVALID'],
      ['the year 2999', () => '2999-01-01T00:00:00Z', 'LOGIN_TIME_INVALID'],
      ['the year 1970', () => '1970-01-01T00:00:00Z', 'LOGIN_TIME_INVALID'],
      ['the 31st of February', () => '2027-02-31T00:00:00Z', 'LOGIN_MESSAGE_INVALID'],
      ['a leap second', () => '2026-12-31T23:59:60Z', 'LOGIN_MESSAGE_INVALID'],
      ['hour 24', () => '2026-12-31T24:00:00Z', 'LOGIN_MESSAGE_INVALID'],
      ['lower case', (now) => isoTime(now).toLowerCase(), 'LOGIN_MESSAGE_INVALID'],
      ['no zone', (now) => isoTime(now).slice(0, -1), 'LOGIN_MESSAGE_INVALID'],
      ['a bar for a sign', (now) => `${isoTime(now).slice(0, 19)}|00:00`, 'LOGIN_MESSAGE_INVALID'],
    ]
    for (const [name, issuedAt, code] of refused) {
      it(`refuses ${name}`, async () =>
        assertRefused(await login(messageOf({ issuedAt: issuedAt(node.time.now) })), code))
    }
    const taken: readonly [string, (now: number) => string][] = [
      ['60 s ahead', (now) => isoTime(now + 60)],
      ['60 s before the nonce', (now) => isoTime(now - 60)],
      ['an offset', (now) => `${isoTime(now + 19_800).slice(0, 19)}+05:30`],
      ['a negative offset', (now) => `${isoTime(now - 10_800).slice(0, 19)}-03:00`],
    ]
    for (const [name, issuedAt] of taken) {
      it(`takes ${name}`, async () =>
        assert.equal((await login(messageOf({ issuedAt: issuedAt(node.time.now) }))).status, 200))
    }
    it('refuses an offset that makes it another time', async () => {
      assertRefused(
        await login(messageOf({ issuedAt: `${isoTime(node.time.now).slice(0, 19)}+05:30` })),
        'LOGIN_TIME_INVALID',
      )
    })
  })

  it('A16: refuses a message that has expired, expires never, or in more than an hour', async () => {
    for (const expirationTime of [
      isoTime(node.time.now),
      isoTime(node.time.now - 1),
      isoTime(node.time.now + 3601),
      null,
    ]) {
      assertRefused(await login(messageOf({ expirationTime })), 'LOGIN_TIME_INVALID')
    }
    assert.equal((await login(messageOf({ expirationTime: isoTime(node.time.now + 1) }))).status, 200)
  })

  it('A17: refuses a message that is not valid yet', async () => {
    const later = `\nNot Before: ${isoTime(node.time.now + 1)}`
    assertRefused(await login(messageOf({ tail: later })), 'LOGIN_TIME_INVALID')
    const now = `\nNot Before: ${isoTime(node.time.now)}`
    assert.equal((await login(messageOf({ tail: now }))).status, 200)
  })

  for (const [name, separator] of Object.entries({
    LF: '\n',
    CR: '\r',
    'U+2028': '\u2028',
    NUL: '\0',
    'U+0085': '\u0085',
  })) {
    it(`A18: refuses a statement with ${name} and a second URI in it`, async () => {
      const statement = `${challenge.statement}${separator}URI: https://phish.example`
      assertRefused(await login(messageOf({ statement })), 'LOGIN_MESSAGE_INVALID')
    })
  }

  it('A19: refuses every other statement, and none', async () => {
    for (const statement of [
      'Transfer everything.',
      `${challenge.statement} `,
      String(challenge.statement).toLowerCase(),
    ]) {
      assertRefused(await login(messageOf({ statement })), 'LOGIN_STATEMENT_MISMATCH')
    }
    assertRefused(await login(messageOf().replace(`${challenge.statement}\n`, '')), 'LOGIN_STATEMENT_MISMATCH')
  })

  it('A20: refuses resources of any kind, and request ids', async () => {
    for (const tail of [
      '\nResources:\n- urn:grantkeep:credential:1',
      '\nResources:\n- https://node.example',
      '\nResources:',
      '\nRequest ID: 1',
    ]) {
      assertRefused(await login(messageOf({ tail })), 'LOGIN_RESOURCES_NOT_ACCEPTED')
    }
  })

  describe('A21: spelling', () => {
    const spellings: readonly [string, (message: string) => string][] = [
      ['CRLF', (message) => message.replaceAll('\n', '\r\n')],
      ['a trailing LF', (message) => `${message}\n`],
      ['a byte order mark', (message) => `\ufeff${message}`],
      ['a member twice', (message) => message.replace(/^(Version: 1)$/m, '$1\n$1')],
      ['another order', (message) => message.replace(/^(Version: 1)\n(Chain ID: .*)$/m, '$2\n$1')],
      ['an added space', (message) => message.replace('Nonce: ', 'Nonce:  ')],
      ['a leading line', (message) => `\n${message}`],
      ['another version', (message) => message.replace('Version: 1', 'Version: 2')],
      ['a scheme', (message) => `https://${message}`],
      ['nothing', () => ''],
      ['text', () => 'Sign in, please.'],
    ]
    for (const [name, change] of spellings) {
      it(`refuses ${name}`, async () => assertRefused(await login(change(messageOf())), 'LOGIN_MESSAGE_INVALID'))
    }
  })

  it('A22: refuses what is too large before it reads it', async () => {
    const signature = `0x${'00'.repeat(65)}` as const
    assertRefused(await send('a'.repeat(1_000_000), signature), 'BODY_TOO_LARGE', 413)
    const resources = `\nResources:${'\n- urn:a'.repeat(10_000)}`
    assertRefused(await send(messageOf({ tail: resources }), signature), 'BODY_TOO_LARGE', 413)
    assertRefused(await send(messageOf({ tail: resources.slice(0, 2048) }), signature), 'BODY_INVALID', 400)
  })

  it('A23: takes an address in its checksummed spelling only, and knows a session by the address', async () => {
    const lower = account.address.toLowerCase()
    assertRefused(await login(messageOf({ address: lower })), 'LOGIN_MESSAGE_INVALID')
    const wrong = account.address.replace(/[a-f]/i, (letter) =>
      letter < 'a' ? letter.toLowerCase() : letter.toUpperCase(),
    )
    assertRefused(await login(messageOf({ address: wrong })), 'LOGIN_MESSAGE_INVALID')
    // A nonce may be asked for in lower case: it is the same address.
    challenge = await askNonce(lower)
    assert.equal((await login(messageOf())).json.address, account.address)
  })

  it('A24: refuses every twin of a signature, before and after its use', async () => {
    const message = messageOf()
    const signature = await account.signMessage({ message })
    const [r, s, v] = [
      signature.slice(0, 66) as Hex,
      `0x${signature.slice(66, 130)}` as const,
      hexToBytes(signature)[64] ?? 0,
    ]
    const high = numberToHex(order - BigInt(s), { size: 32 })
    const compact = hexToBytes(`${r}${s.slice(2)}`)
    compact[32] = (compact[32] ?? 0) | (v === 28 ? 0x80 : 0)
    const twins: Hex[] = [
      serializeSignature({ r, s: high, yParity: v === 27 ? 1 : 0 }),
      `${r}${high.slice(2)}${v.toString(16)}`,
      `${r}${s.slice(2)}0${v - 27}`,
      bytesToHex(compact),
      `${signature}00`,
    ]
    for (const twin of twins) assertRefused(await send(message, twin), 'LOGIN_SIGNATURE_INVALID')
    assert.equal((await send(message, signature)).status, 200)
    for (const twin of twins) assertRefused(await send(message, twin), 'LOGIN_NONCE_UNKNOWN')
  })

  it('A25: refuses what is no signature, whatever its length', async () => {
    const message = messageOf()
    const good = await account.signMessage({ message })
    const zero = '00'.repeat(32)
    const all = 'ff'.repeat(32)
    const one = `${'00'.repeat(31)}01`
    const bad: Hex[] = [
      '0x',
      `0x${zero}${one}1b`,
      `0x${one}${zero}1b`,
      `0x${all}${one}1b`,
      `0x${one}${all}1b`,
      `${good.slice(0, -2)}1d` as Hex,
      `0x${'00'.repeat(65)}`,
      `0x${'ff'.repeat(65)}`,
      `0x${'5b'.repeat(8000)}`,
    ]
    for (const signature of bad) assertRefused(await send(message, signature), 'LOGIN_SIGNATURE_INVALID')
    assertRefused(await send(message, `0x${'00'.repeat(65_536)}`), 'BODY_TOO_LARGE', 413)
    assertRefused(await send(message, `0x${'00'.repeat(10_000)}`), 'BODY_INVALID', 400)
    assertRefused(await send(message, '0xzz'), 'BODY_INVALID', 400)
  })

  it('A26: refuses the zero address', async () => {
    challenge = await askNonce(addressOf(0))
    assertRefused(await send(messageOf({ address: addressOf(0) }), `0x${'00'.repeat(64)}1b`), 'LOGIN_SIGNATURE_INVALID')
  })
})

describe('POST /v1/auth/nonce', () => {
  it('lets no more nonces wait for an address than a few, and others go on', async () => {
    for (let count = 1; count < node.settings.maxNonces; count++) await askNonce()
    const refused = await node.call('POST', '/v1/auth/nonce', { body: { address: account.address } })
    assert.deepEqual([refused.status, refused.json.code], [429, 'TOO_MANY_NONCES'])
    assert.match(String((await askNonce(stranger.address)).nonce), /^[0-9a-f]{32}$/)
    // Those that are void make room.
    node.time.now += 300
    assert.match(String((await askNonce()).nonce), /^[0-9a-f]{32}$/)
  })
})

describe('sessions', () => {
  it('A13: are worth nothing at a node of another chain or registry', async () => {
    const token = await node.signIn(account)
    for (const settings of [{ chainId: 1n }, { registry: addressOf(7) }]) {
      // The same store behind a node that is configured otherwise.
      await using other = await startTestNode({ settings, dependencies: { store: node.store } })
      other.time.now = node.time.now
      const { status, json } = await other.call('GET', '/v1/grants', { token })
      assert.deepEqual([status, json.code], [401, 'SESSION_INVALID'])
    }
  })

  it('A34: take their token from the Authorization header and from nowhere else', async () => {
    const token = await node.signIn(account)
    const inQuery = await node.call('GET', `/v1/grants?token=${token}`)
    assert.deepEqual([inQuery.status, inQuery.json.code], [401, 'SESSION_REQUIRED'])
    const beside = await node.call('GET', `/v1/grants?access_token=${token}`, { token })
    assert.deepEqual([beside.status, beside.json.code], [400, 'QUERY_INVALID'])
    const inCookie = await node.call('GET', '/v1/grants', { headers: { cookie: `token=${token}` } })
    assert.equal(inCookie.json.code, 'SESSION_REQUIRED')
    for (const authorization of [
      `Basic ${token}`,
      `Bearer ${token}x`,
      `Bearer ${token.slice(1)}`,
      `Bearer  ${token}`,
      token,
      'Bearer',
    ]) {
      const answer = await node.call('GET', '/v1/grants', { headers: { authorization } })
      assert.deepEqual([answer.status, answer.json.code], [401, 'SESSION_INVALID'])
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer')
    }
    assert.equal(node.log.join('').includes(token), false)
  })

  it('A36: end at once with DELETE, and only that one', async () => {
    const [token, another] = [await node.signIn(account), await node.signIn(account)]
    const close = () => node.call('DELETE', '/v1/auth/session', { token })
    assert.equal((await close()).status, 204)
    assert.equal((await node.call('GET', '/v1/grants', { token })).json.code, 'SESSION_INVALID')
    assert.equal((await close()).status, 401)
    assert.equal((await node.call('GET', '/v1/grants', { token: another })).status, 200)
  })

  it('end 15 minutes after they were opened, whatever they are used for', async () => {
    const token = await node.signIn(account)
    node.time.now += 899
    assert.equal((await node.call('GET', '/v1/grants', { token })).status, 200)
    node.time.now += 1
    assert.equal((await node.call('GET', '/v1/grants', { token })).json.code, 'SESSION_EXPIRED')
  })
})
