import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, it } from 'node:test'
import type { Hex } from 'viem'
import type { Session } from '../../../offchain/node/ports.ts'
import { addressOf, hashOf, identity, temporaryStore } from './fixtures.ts'

const session: Session = {
  address: addressOf(1),
  chainId: identity.chainId,
  registry: identity.registry,
  expiresAt: 2_000,
}

describe('sessions', () => {
  it('A1: a nonce opens one session', async () => {
    await using opened = temporaryStore()
    const { store } = opened
    store.insertNonce({ nonce: 'nonce', address: session.address, expiresAt: 1_000 })
    assert.deepEqual(store.findNonce('nonce'), { address: session.address, expiresAt: 1_000 })
    assert.equal(store.openSession('nonce', hashOf('a'), session, 999), true)
    assert.equal(store.openSession('nonce', hashOf('b'), session, 999), false)
    assert.equal(store.findNonce('nonce'), undefined)
    assert.deepEqual(store.findSession(hashOf('a')), session)
    assert.equal(store.findSession(hashOf('b')), undefined)
  })

  it('A3, A4: a nonce that was not issued, is another address’s, or is void by now opens none', async () => {
    await using opened = temporaryStore()
    const { store } = opened
    store.insertNonce({ nonce: 'nonce', address: session.address, expiresAt: 1_000 })
    assert.equal(store.openSession('other', hashOf('a'), session, 999), false)
    assert.equal(store.openSession('nonce', hashOf('a'), { ...session, address: addressOf(2) }, 999), false)
    assert.equal(store.openSession('nonce', hashOf('a'), session, 1_000), false)
    assert.equal(store.findSession(hashOf('a')), undefined)
    assert.equal(store.openSession('nonce', hashOf('a'), session, 999), true)
  })

  it('A36: a closed session is gone', async () => {
    await using opened = temporaryStore()
    opened.store.insertNonce({ nonce: 'nonce', address: session.address, expiresAt: 1_000 })
    opened.store.openSession('nonce', hashOf('a'), session, 1)
    opened.store.closeSession(hashOf('a'))
    assert.equal(opened.store.findSession(hashOf('a')), undefined)
  })

  it('A5: counts an address’s nonces, and forgets what expired', async () => {
    await using opened = temporaryStore()
    const { store } = opened
    for (const expiresAt of [1_000, 1_001, 1_002]) {
      store.insertNonce({ nonce: `nonce ${expiresAt}`, address: session.address, expiresAt })
    }
    store.insertNonce({ nonce: 'another', address: addressOf(2), expiresAt: 1_002 })
    store.openSession('nonce 1000', hashOf('a'), { ...session, expiresAt: 1_001 }, 1)
    assert.equal(store.countNonces(session.address), 2)
    store.deleteExpired(1_001)
    assert.equal(store.countNonces(session.address), 1)
    assert.equal(store.countNonces(addressOf(2)), 1)
    assert.equal(store.findSession(hashOf('a')), undefined)
  })

  it('A34: a token is in no file of the database, its hash is', async () => {
    await using opened = temporaryStore()
    const { store, path } = opened
    const token = randomBytes(32)
    const tokenHash: Hex = `0x${createHash('sha256').update(token.toString('base64url')).digest('hex')}`
    store.insertNonce({ nonce: 'nonce', address: session.address, expiresAt: 1_000 })
    store.openSession('nonce', tokenHash, session, 1)
    assert.deepEqual(store.findSession(tokenHash), session)
    await store[Symbol.asyncDispose]()

    const files = readdirSync(dirname(path)).map((name) => readFileSync(`${dirname(path)}/${name}`))
    const contains = (needle: string | Buffer) => files.some((file) => file.includes(needle))
    assert.equal(contains(tokenHash), true)
    for (const spelling of [token, token.toString('base64url'), token.toString('hex'), token.toString('base64')]) {
      assert.equal(contains(spelling), false)
    }
  })
})
