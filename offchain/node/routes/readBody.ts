import type { IncomingMessage } from 'node:http'
import { RefusalError } from '../domain/RefusalError.ts'

export type BodyLimits = {
  readonly type: 'application/json' | 'application/octet-stream'
  /** Bytes. */
  readonly limit: number
  /** Milliseconds in which all of it must arrive. */
  readonly timeout: number
}

const accepted = {
  'application/json': /^application\/json(?:\s*;\s*charset="?utf-8"?)?$/i,
  'application/octet-stream': /^application\/octet-stream$/i,
}

/**
 * Reads a body of one media type, uncompressed, up to a limit: what is too large is refused before it is read.
 * @throws RefusalError `CONTENT_TYPE_NOT_SUPPORTED`, `BODY_TOO_LARGE`, `REQUEST_TIMEOUT`, `REQUEST_INVALID`
 */
export function readBody(request: IncomingMessage, { type, limit, timeout }: BodyLimits): Promise<Buffer> {
  const { 'content-type': contentType = '', 'content-encoding': encoding = 'identity' } = request.headers
  if (!accepted[type].test(contentType) || encoding !== 'identity') {
    throw new RefusalError('CONTENT_TYPE_NOT_SUPPORTED', { details: { expected: type } })
  }
  if (Number(request.headers['content-length'] ?? 0) > limit)
    throw new RefusalError('BODY_TOO_LARGE', { details: { limit } })

  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const chunks: Buffer[] = []
  let received = 0
  const timer = setTimeout(() => reject(new RefusalError('REQUEST_TIMEOUT')), timeout)
  const onData = (chunk: Buffer) => {
    received += chunk.length
    if (received > limit) reject(new RefusalError('BODY_TOO_LARGE', { details: { limit } }))
    else chunks.push(chunk)
  }
  const onEnd = () => resolve(Buffer.concat(chunks))
  const onClose = () => reject(new RefusalError('REQUEST_INVALID'))
  request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose)
  return promise.finally(() => {
    clearTimeout(timer)
    request.off('data', onData).off('end', onEnd).off('close', onClose)
  })
}

/** Whether the request says that it has a body. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

/** What a sender may still send of a body that was refused. Cutting it off at once would cost it the answer. */
const maxDiscarded = 1024 * 1024

/** Reads on and forgets, so that the sender gets to the answer; but not without end. */
export function discardBody(request: IncomingMessage): void {
  let discarded = 0
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length
    if (discarded > maxDiscarded) request.destroy()
  })
  request.on('error', () => {})
  request.resume()
}
