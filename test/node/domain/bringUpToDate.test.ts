import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bringUpToDate } from '../../../offchain/node/domain/bringUpToDate.ts'

describe('bringUpToDate', () => {
  it('waits for the index', async () => {
    const synced = Promise.withResolvers<void>()
    let done = false
    const waiting = bringUpToDate({ sync: () => synced.promise }).then(() => {
      done = true
    })
    await Promise.resolve()
    assert.equal(done, false)
    synced.resolve()
    await waiting
  })

  it('goes on without a chain that is gone, or that does not answer', async () => {
    await bringUpToDate({ sync: () => Promise.reject(new Error('down')) })
    await bringUpToDate({ sync: () => new Promise(() => {}) }, 5)
  })
})
