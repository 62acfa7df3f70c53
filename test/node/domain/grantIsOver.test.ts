import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { zeroAddress, zeroHash } from 'viem'
import { grantIsOver } from '../../../offchain/node/domain/grantIsOver.ts'
import type { AccessGrant } from '../../../offchain/node/ports.ts'

const t = 1_800_000_000

function isOver(terms: Partial<AccessGrant>, epoch = 1): boolean {
  const grant = {
    fields: 1n,
    startsAt: 0,
    expiresAt: t + 10,
    lockedUntil: 0,
    lastUsedAt: 0,
    usesLeft: 1,
    epoch: 1,
    revision: 1,
    ...terms,
  }
  return grantIsOver({
    fields: 0n,
    readableUntil: 0,
    grant,
    owner: zeroAddress,
    status: 'active',
    epoch,
    credentialExpiresAt: 0,
    actorMayAct: true,
    block: { number: 1n, hash: zeroHash, timestamp: t },
  })
}

describe('grantIsOver', () => {
  it('is false of a grant that may be read now or later', () => {
    assert.equal(isOver({}), false)
    assert.equal(isOver({ startsAt: t + 5 }), false)
    assert.equal(isOver({ lockedUntil: t + 1 }, 2), false)
    assert.equal(isOver({ revision: 0, fields: 0n }), false)
  })

  it('is true of a tombstone, an expired grant, and one of a past epoch without a lock', () => {
    assert.equal(isOver({ fields: 0n, revision: 2 }), true)
    assert.equal(isOver({ expiresAt: t }), true)
    assert.equal(isOver({}, 2), true)
    assert.equal(isOver({ lockedUntil: t }, 2), true)
  })
})
