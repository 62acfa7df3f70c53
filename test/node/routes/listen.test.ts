import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { describe, it } from 'node:test'
import { listen } from '../../../offchain/node/listen.ts'
import { cutAfter } from '../../../offchain/node/routes/answerRequest.ts'

const limits = { host: '127.0.0.1', port: 0, maxConnections: 4, drainSeconds: 5 }

describe('listen', () => {
  it('answers 503 until there is something to serve', async () => {
    await using server = await listen(limits)
    const early = await fetch(`${server.url}/healthz`)
    assert.deepEqual([early.status, early.headers.get('retry-after')], [503, '1'])
    server.serve((_request, response) => response.end('served'))
    assert.equal(await (await fetch(server.url)).text(), 'served')
  })

  it('D25: lets a request in progress end, and takes no other', async () => {
    const server = await listen(limits)
    const arrived = Promise.withResolvers<ServerResponse>()
    server.serve((_request, response) => arrived.resolve(response))
    const answer = fetch(server.url)
    const response = await arrived.promise
    const closed = server[Symbol.asyncDispose]()
    await assert.rejects(fetch(server.url))
    response.end('to its end')
    assert.equal(await (await answer).text(), 'to its end')
    await closed
  })

  it('D25: ends after the drain, whoever hangs', async () => {
    const server = await listen({ ...limits, drainSeconds: 0 })
    const arrived = Promise.withResolvers<void>()
    server.serve(() => arrived.resolve())
    const answer = assert.rejects(fetch(server.url))
    await arrived.promise
    await server[Symbol.asyncDispose]()
    await answer
  })

  it('D19: holds no more connections than it is told to', async () => {
    await using server = await listen(limits)
    server.serve((_request, response) => response.end())
    const port = Number(new URL(server.url).port)
    const sockets = Array.from({ length: 5 }, () => connect(port, '127.0.0.1').on('error', () => {}))
    const dropped = await Promise.race(sockets.map((socket) => once(socket, 'close').then(() => socket)))
    assert.ok(dropped.destroyed)
    assert.equal(sockets.filter((socket) => socket.destroyed).length, 1)
    for (const socket of sockets) socket.destroy()
  })
})

describe('cutAfter', () => {
  it('I13: cuts a reader off that is still at it when permission ends, and not one that is done', async () => {
    const respond = () => {
      const response = Object.assign(new EventEmitter(), { destroy: () => response.emit('destroyed') })
      return response
    }
    const [done, slow] = [respond(), respond()]
    done.once('destroyed', () => assert.fail('cut off after its end'))
    cutAfter(done as never, 0.001)
    done.emit('close')
    const destroyed = once(slow, 'destroyed')
    cutAfter(slow as never, 0.02)
    await destroyed
  })
})
