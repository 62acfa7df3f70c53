import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import { RefusalError } from '../domain/RefusalError.ts'
import { answerError } from '../errors.ts'
import type { Logger } from '../logger.ts'
import type { BlockReference } from '../ports.ts'
import { discardBody } from './readBody.ts'
import type { Answer, Route } from './route.ts'

/** Answers the calls of one path, each under its method; no method stands in for another. */
export function answerRequest(path: string, routes: readonly Route[]): RequestHandler {
  const allowed = routes.map((route) => route.method).join(', ')
  return async (request, response) => {
    response.locals.route = path
    const route = routes.find((candidate) => candidate.method === request.method)
    if (!route) {
      response.setHeader('Allow', allowed)
      throw new RefusalError('METHOD_NOT_ALLOWED')
    }
    const answer = await route.answer({ message: request, params: { ...request.params }, query: { ...request.query } })
    if (answer.endsWithin !== undefined) cutAfter(response, answer.endsWithin)
    send(response, answer)
  }
}

/** Only a path may be asked for: the absolute form of a request line names a host, which would mean nothing. */
export const requireTarget: RequestHandler = (request, _response, next) => {
  if (!request.originalUrl.startsWith('/')) throw new RefusalError('REQUEST_INVALID')
  next()
}

/** The one error handler. What is not a refusal is logged whole and told as nothing but a code. */
export function answerFailure(logger: Logger): ErrorRequestHandler {
  return (error, request, response, _next) => {
    // Express refuses a path whose percent-encoding is broken.
    const { status, body, block, internal } = answerError(
      error instanceof URIError ? new RefusalError('PATH_INVALID') : error,
    )
    response.locals.code = body.code
    if (internal) logger.error({ requestId: response.locals.requestId, err: error }, 'failed')
    if (response.headersSent || response.destroyed) {
      response.destroy()
      return
    }
    if (!request.complete) discardBody(request)
    if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer')
    send(response, { status, json: body, block })
  }
}

/** A reader may be slow, but not slower than permission lasts. */
export function cutAfter(response: Pick<Response, 'destroy' | 'once'>, seconds: number): void {
  const timer = setTimeout(() => response.destroy(), seconds * 1000)
  response.once('close', () => clearTimeout(timer))
}

function send(response: Response, { status, json, bytes, block }: Answer): void {
  response.statusCode = status
  if (block) response.setHeader('X-Grant-Block', blockHeader(block))
  if (json === undefined && bytes === undefined) {
    response.end()
    return
  }
  const body = bytes ?? Buffer.from(JSON.stringify(json))
  response.setHeader('Content-Type', bytes ? 'application/octet-stream' : 'application/json; charset=utf-8')
  response.setHeader('Content-Length', body.length)
  response.end(body)
}

function blockHeader({ number, hash }: BlockReference): string {
  return `${number},${hash}`
}
