import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createClock } from '../../../offchain/node/clock.ts'

describe('createClock', () => {
  const source = { wallTime: 0, elapsed: 0 }
  const clockAt = (wall: number) => {
    Object.assign(source, { wallTime: wall, elapsed: 0 })
    return createClock({ wall: () => source.wallTime, monotonic: () => source.elapsed })
  }
  const pass = (milliseconds: number, wall = milliseconds) => {
    source.elapsed += milliseconds
    source.wallTime += wall
  }

  it('tells whole seconds of the wall clock', () => {
    const clock = clockAt(1_800_000_000_999)
    assert.equal(clock.now(), 1_800_000_000)
    pass(1)
    assert.equal(clock.now(), 1_800_000_001)
  })

  it('A38: is not set back by the wall clock, and runs on', () => {
    const clock = clockAt(1_800_000_000_000)
    pass(5_000, -600_000)
    assert.equal(clock.now(), 1_800_000_005)
    pass(10_000)
    assert.equal(clock.now(), 1_800_000_015)
  })

  it('is set forward', () => {
    const clock = clockAt(1_800_000_000_000)
    pass(1_000, 601_000)
    assert.equal(clock.now(), 1_800_000_601)
    pass(1_000, -3_600_000)
    assert.equal(clock.now(), 1_800_000_602)
  })
})
