import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { zeroAddress, zeroHash } from 'viem'
import {
  decideRelease,
  type ReleaseFacts,
  unlimitedUses,
  useWindow,
} from '../../../offchain/node/domain/decideRelease.ts'
import type { Access, AccessGrant } from '../../../offchain/node/ports.ts'

const t = 1_800_000_000

const grant: AccessGrant = {
  fields: 0b111n,
  startsAt: t - 1000,
  expiresAt: t + 1000,
  lockedUntil: 0,
  lastUsedAt: 0,
  usesLeft: unlimitedUses,
  epoch: 1,
  revision: 1,
}

const access: Access = {
  fields: 0b111n,
  readableUntil: t + 1000,
  grant,
  owner: '0x00000000000000000000000000000000000000A1',
  status: 'active',
  epoch: 1,
  credentialExpiresAt: t + 5000,
  actorMayAct: true,
  block: { number: 7n, hash: zeroHash, timestamp: t },
}

const facts: ReleaseFacts = {
  fields: 0b011n,
  access,
  now: t,
  everGranted: 0b111n,
  envelopeFields: 0b111n,
  contentStored: true,
}

/** What the registry would answer for a grant at a block's time: its rules, written down a second time. */
function accessTo(terms: Partial<AccessGrant>, state: Partial<Access> & { time?: number } = {}): Access {
  const { time = t, ...rest } = state
  const stored = { ...grant, ...terms }
  const epoch = rest.epoch ?? 1
  const end = stored.epoch === epoch ? stored.expiresAt : stored.lockedUntil
  const window = stored.lastUsedAt === 0 ? 0 : Math.min(stored.lastUsedAt + useWindow, end)
  const until = stored.usesLeft === unlimitedUses ? end : window
  const inForce =
    stored.revision > 0 && stored.fields > 0n && time >= stored.startsAt && time < stored.expiresAt && time < until
  return {
    ...access,
    grant: stored,
    fields: inForce ? stored.fields : 0n,
    readableUntil: inForce ? until : 0,
    block: { ...access.block, timestamp: time },
    ...rest,
  }
}

function codeOf(changes: Partial<ReleaseFacts>): string {
  const decision = decideRelease({ ...facts, ...changes })
  return decision.outcome === 'released' ? 'released' : decision.code
}

const empty: Partial<AccessGrant> = {
  fields: 0n,
  startsAt: 0,
  expiresAt: 0,
  usesLeft: 0,
  epoch: 0,
  revision: 0,
}

const cases: readonly [name: string, expected: string, changes: Partial<ReleaseFacts>][] = [
  ['a grant in force', 'released', {}],
  ['one field of it', 'released', { fields: 0b100n }],
  ['another session', 'SESSION_NOT_FOR_CONSUMER', { access: accessTo({}, { actorMayAct: false }) }],
  ['another session and no grant', 'SESSION_NOT_FOR_CONSUMER', { access: accessTo(empty, { actorMayAct: false }) }],
  [
    'an unknown credential',
    'ACCESS_GRANT_NOT_FOUND',
    { access: accessTo(empty, { status: 'none', owner: zeroAddress }) },
  ],
  ['an unknown purpose, or nothing granted', 'ACCESS_GRANT_NOT_FOUND', { access: accessTo(empty), everGranted: 0n }],
  ['a tombstone', 'ACCESS_GRANT_REVOKED', { access: accessTo({ ...empty, revision: 2 }) }],
  ['a past epoch', 'ACCESS_GRANT_REVOKED', { access: accessTo({}, { epoch: 2 }) }],
  ['a past epoch under a lock', 'released', { access: accessTo({ lockedUntil: t + 500 }, { epoch: 2 }) }],
  ['a past epoch, the lock over', 'ACCESS_GRANT_REVOKED', { access: accessTo({ lockedUntil: t }, { epoch: 2 }) }],
  ['a start ahead', 'ACCESS_GRANT_NOT_STARTED', { access: accessTo({ startsAt: t + 1 }) }],
  [
    'a start ahead, other fields',
    'ACCESS_GRANT_NOT_STARTED',
    { access: accessTo({ startsAt: t + 1 }), fields: 0b1000n },
  ],
  ['an expiry past', 'ACCESS_GRANT_EXPIRED', { access: accessTo({ expiresAt: t }) }],
  ['a field never granted', 'FIELD_NOT_GRANTED', { fields: 0b1001n }],
  ['a field granted once', 'FIELD_NO_LONGER_GRANTED', { fields: 0b1001n, everGranted: 0b1111n }],
  ['one field granted once and one never', 'FIELD_NOT_GRANTED', { fields: 0b11001n, everGranted: 0b1111n }],
  ['no use yet', 'ACCESS_USE_NOT_RECORDED', { access: accessTo({ usesLeft: 3 }) }],
  ['an open window', 'released', { access: accessTo({ usesLeft: 2, lastUsedAt: t - useWindow + 1 }) }],
  ['an open window of the last use', 'released', { access: accessTo({ usesLeft: 0, lastUsedAt: t }) }],
  ['a closed window', 'ACCESS_USE_WINDOW_CLOSED', { access: accessTo({ usesLeft: 2, lastUsedAt: t - useWindow }) }],
  [
    'a closed window of the last use',
    'ACCESS_USES_EXHAUSTED',
    { access: accessTo({ usesLeft: 0, lastUsedAt: t - useWindow }) },
  ],
  [
    'an ungranted field of a used-up grant',
    'FIELD_NOT_GRANTED',
    { access: accessTo({ usesLeft: 0, lastUsedAt: 1 }), fields: 8n },
  ],
  ['a suspended credential: the verdict reports that', 'released', { access: accessTo({}, { status: 'suspended' }) }],
  ['no field at all', 'ACCESS_GRANT_NOT_ACTIVE', { fields: 0n }],
  [
    'a chain that says no for a reason of its own',
    'ACCESS_GRANT_NOT_ACTIVE',
    { access: { ...access, fields: 0n, readableUntil: 0 } },
  ],
  ['no envelope', 'ENVELOPE_NOT_STORED', { envelopeFields: undefined }],
  ['an envelope without a field asked for', 'ENVELOPE_SUPERSEDED', { envelopeFields: 0b001n }],
  ['content not stored', 'CONTENT_NOT_STORED', { contentStored: false }],
  // What is missing here is told to nobody who may not read.
  [
    'no grant, no envelope, no content',
    'ACCESS_GRANT_NOT_FOUND',
    { access: accessTo(empty), envelopeFields: undefined, contentStored: false },
  ],
]

describe('decideRelease', () => {
  for (const [name, expected, changes] of cases)
    it(`${name}: ${expected}`, () => assert.equal(codeOf(changes), expected))

  it('I3: does not serve the envelope of a grant that was narrowed since', () => {
    assert.equal(
      codeOf({ access: accessTo({ fields: 0b011n }), fields: 0b001n, envelopeFields: 0b111n }),
      'ENVELOPE_SUPERSEDED',
    )
    assert.equal(codeOf({ access: accessTo({ fields: 0b011n }), fields: 0b001n, envelopeFields: 0b011n }), 'released')
  })

  it('B19: ends at expiry by the block and by the clock, whichever is later', () => {
    const expiresAt = t + 10
    const at = (time: number, now: number) => codeOf({ access: accessTo({ expiresAt }, { time }), now })
    for (const other of [t - 50, t, t + 9]) {
      assert.equal(at(other, expiresAt - 1), 'released')
      assert.equal(at(expiresAt - 1, other), 'released')
      for (const past of [expiresAt, expiresAt + 1]) {
        assert.equal(at(other, past), 'ACCESS_GRANT_EXPIRED')
        assert.equal(at(past, other), 'ACCESS_GRANT_EXPIRED')
      }
    }
  })

  it('B20: does not outlive its expiry on a chain that stands still', () => {
    const expiresAt = t + 10
    assert.equal(codeOf({ access: accessTo({ expiresAt }, { time: t }), now: t + 600 }), 'ACCESS_GRANT_EXPIRED')
  })

  it('ends with the window of a use by the later of block and clock, at the second', () => {
    const at = (time: number, now: number, terms: Partial<AccessGrant> = {}) =>
      codeOf({ access: accessTo({ usesLeft: 1, lastUsedAt: t, ...terms }, { time }), now })
    for (const [offset, expected] of [
      [-1, 'released'],
      [0, 'ACCESS_USE_WINDOW_CLOSED'],
      [1, 'ACCESS_USE_WINDOW_CLOSED'],
    ] as const) {
      assert.equal(at(t + useWindow + offset, t), expected)
      assert.equal(at(t, t + useWindow + offset), expected)
    }
    // Expiry ends the window early, and says so.
    assert.equal(at(t, t + 5, { expiresAt: t + 5 }), 'ACCESS_GRANT_EXPIRED')
  })

  it('I9: does not start before the earlier of block and clock', () => {
    const startsAt = t + 100
    const at = (time: number, now: number) => codeOf({ access: accessTo({ startsAt }, { time }), now })
    assert.equal(at(t, t + 3600), 'ACCESS_GRANT_NOT_STARTED')
    for (const [offset, expected] of [
      [-1, 'ACCESS_GRANT_NOT_STARTED'],
      [0, 'released'],
      [1, 'released'],
    ] as const) {
      assert.equal(at(startsAt + offset, startsAt + 5), expected)
      assert.equal(at(startsAt + 5, startsAt + offset), expected)
    }
  })

  it('ends a lock of a past epoch at the second', () => {
    const at = (now: number) => codeOf({ access: accessTo({ lockedUntil: t + 5 }, { epoch: 2 }), now })
    assert.deepEqual([at(t + 4), at(t + 5), at(t + 6)], ['released', 'ACCESS_GRANT_REVOKED', 'ACCESS_GRANT_REVOKED'])
  })

  it('B21: takes the extremes of every number without rounding', () => {
    const last = 2 ** 32 - 1
    assert.equal(codeOf({ access: accessTo({ expiresAt: last }), now: last - 1 }), 'released')
    assert.equal(codeOf({ access: accessTo({ expiresAt: last }), now: last }), 'ACCESS_GRANT_EXPIRED')
    assert.equal(codeOf({ access: accessTo({ expiresAt: 0 }) }), 'ACCESS_GRANT_EXPIRED')
    const all = 2n ** 64n - 1n
    // 2^53 + 1 is no Number: as one, the lowest bit would be lost.
    const fields = 2n ** 53n + 1n
    assert.equal(codeOf({ access: accessTo({ fields: all }), fields, envelopeFields: all }), 'released')
    assert.equal(
      codeOf({ access: accessTo({ fields: 2n ** 53n }), fields, envelopeFields: fields, everGranted: 0n }),
      'FIELD_NOT_GRANTED',
    )
  })

  const seconds = fc.integer({ min: t - 2000, max: t + 2000 })
  const mask = fc.bigInt({ min: 0n, max: 15n })
  const anyFacts: fc.Arbitrary<ReleaseFacts> = fc
    .record({
      readable: mask,
      readableUntil: seconds,
      terms: fc.record({
        fields: mask,
        startsAt: seconds,
        expiresAt: seconds,
        lockedUntil: fc.oneof(fc.constant(0), seconds),
        lastUsedAt: fc.oneof(fc.constant(0), seconds),
        usesLeft: fc.constantFrom(0, 1, 5, unlimitedUses),
        epoch: fc.integer({ min: 0, max: 2 }),
        revision: fc.integer({ min: 0, max: 3 }),
      }),
      epoch: fc.integer({ min: 0, max: 2 }),
      actorMayAct: fc.boolean(),
      time: seconds,
      now: seconds,
      fields: mask,
      everGranted: mask,
      envelopeFields: fc.option(mask, { nil: undefined }),
      contentStored: fc.boolean(),
    })
    .map(({ readable, readableUntil, terms, epoch, actorMayAct, time, ...rest }) => ({
      ...rest,
      access: {
        ...access,
        fields: readable,
        readableUntil,
        grant: terms,
        epoch,
        actorMayAct,
        block: { ...access.block, timestamp: time },
      },
    }))

  it('never releases what the chain does not say is readable, or not any more', () => {
    fc.assert(
      fc.property(anyFacts, (any) => {
        if (decideRelease(any).outcome === 'denied') return
        const { access: chain, now, fields } = any
        assert.ok(chain.actorMayAct && any.contentStored && fields !== 0n)
        assert.equal(fields & ~chain.fields, 0n)
        assert.equal((any.envelopeFields ?? 0n) & ~chain.fields, 0n)
        assert.equal(fields & ~(any.envelopeFields ?? 0n), 0n)
        assert.ok(now < chain.readableUntil && chain.block.timestamp < chain.readableUntil)
        assert.ok(now >= chain.grant.startsAt && chain.block.timestamp >= chain.grant.startsAt)
      }),
      { numRuns: 5000 },
    )
  })

  it('never decides by what was granted before', () => {
    fc.assert(
      fc.property(anyFacts, mask, (any, everGranted) =>
        assert.equal(decideRelease(any).outcome, decideRelease({ ...any, everGranted }).outcome),
      ),
      { numRuns: 2000 },
    )
  })
})
