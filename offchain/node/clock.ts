import type { Clock } from './ports.ts'

/** Where time comes from: milliseconds of the wall clock, and of a clock that nobody sets. */
export type TimeSource = { readonly wall: () => number; readonly monotonic: () => number }

const systemTime: TimeSource = { wall: () => Date.now(), monotonic: () => performance.now() }

/**
 * A clock that is set forward by the wall clock and back by nothing, so that no lifetime (a session, a nonce, a release)
 * grows when the wall clock is set back: it then runs on by the monotonic clock.
 */
export function createClock(source: TimeSource = systemTime): Clock {
  let anchor = { wall: source.wall(), monotonic: source.monotonic() }
  return {
    now: () => {
      const [wall, monotonic] = [source.wall(), source.monotonic()]
      const expected = anchor.wall + (monotonic - anchor.monotonic)
      if (wall > expected) anchor = { wall, monotonic }
      return Math.floor(Math.max(wall, expected) / 1000)
    },
    monotonic: source.monotonic,
  }
}
