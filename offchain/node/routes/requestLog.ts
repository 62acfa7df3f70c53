import { randomUUID } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { Logger } from '../logger.ts'
import type { Clock } from '../ports.ts'

/**
 * One line for each request, with the pattern of its path and never the path: that would say who reads whom. The id is the
 * node's own; one that a client sends is not believed.
 */
export function requestLog(logger: Logger, clock: Clock): RequestHandler {
  return (request, response, next) => {
    const startedAt = clock.monotonic()
    const requestId = randomUUID()
    response.locals.requestId = requestId
    response.setHeader('X-Request-Id', requestId)
    response.once('close', () => {
      const { route = 'none', code } = response.locals
      const duration = Math.round((clock.monotonic() - startedAt) * 10) / 10
      const complete = response.writableFinished
      logger.info(
        { method: request.method, route, status: response.statusCode, code, duration, requestId, complete },
        complete ? 'answered' : 'cut off',
      )
    })
    next()
  }
}
