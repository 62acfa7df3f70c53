import type { Clock } from '../../offchain/node/ports.ts'

/** The real clock, and hands to move it. */
export function createTestClock() {
  const clock = { wallOffset: 0, monotonicOffset: 0 }
  return Object.assign(clock, {
    now: () => Math.floor(Date.now() / 1000) + clock.wallOffset,
    monotonic: () => performance.now() + clock.monotonicOffset,
  } satisfies Clock)
}
