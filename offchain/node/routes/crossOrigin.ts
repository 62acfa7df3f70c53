import type { RequestHandler } from 'express'

/**
 * Lets the pages of exactly these origins call the node. There is no ambient authority to protect (a token is sent by name
 * only), so credentials are not allowed; every other origin gets no word of permission.
 */
export function crossOrigin(origins: readonly string[]): RequestHandler {
  const allowed = new Set(origins)
  return (request, response, next) => {
    const { origin } = request.headers
    if (allowed.size > 0) response.setHeader('Vary', 'Origin')
    if (origin === undefined || !allowed.has(origin)) {
      next()
      return
    }
    response.setHeader('Access-Control-Allow-Origin', origin)
    response.setHeader('Access-Control-Expose-Headers', 'X-Grant-Block, X-Request-Id')
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) {
      next()
      return
    }
    response.locals.route = 'preflight'
    response.setHeader('Access-Control-Allow-Methods', 'GET, PUT, POST, DELETE')
    response.setHeader('Access-Control-Allow-Headers', 'Authorization, Content-Type')
    response.setHeader('Access-Control-Max-Age', '600')
    response.status(204).end()
  }
}
