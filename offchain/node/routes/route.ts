import type { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { RefusalError } from '../domain/RefusalError.ts'
import type { BlockReference, Session } from '../ports.ts'
import { parseJson } from './parseJson.ts'
import { type BodyLimits, hasBody, readBody } from './readBody.ts'

/** An answer as data; `app.ts` alone writes to a socket. */
export type Answer = {
  readonly status: number
  /** In the wire's spelling. */
  readonly json?: unknown
  readonly bytes?: Uint8Array
  /** The block that was decided at. */
  readonly block?: BlockReference | undefined
  /** Seconds after which the connection is cut, however slow the reader. */
  readonly endsWithin?: number | undefined
}

/** A request as it arrives, before any of it is trusted. */
export type RawRequest = {
  readonly message: IncomingMessage
  readonly params: unknown
  readonly query: unknown
}

export type Route = {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  /** Pattern of the path; what the log says of a request's path. */
  readonly path: string
  readonly answer: (request: RawRequest) => Promise<Answer>
}

type Body<T> = BodyLimits & { readonly parse: (bytes: Buffer) => T }

type Definition<S, P extends z.ZodType, Q extends z.ZodType, B> = {
  readonly method: Route['method']
  readonly path: string
  /** Finds the session of an `Authorization` header; `anyone` where the call needs none. */
  readonly session: (authorization: string | undefined) => S
  readonly params?: P
  readonly query?: Q
  readonly body?: Body<B>
  readonly handle: (input: {
    readonly session: S
    readonly params: z.output<P>
    readonly query: z.output<Q>
    readonly body: B
    readonly authorization: string | undefined
  }) => Answer | Promise<Answer>
}

const nothing = z.strictObject({})

/** For calls without a session. */
export const anyone = (): undefined => undefined

/** Finds a request's session; throws where there is none. */
export type FindSession = (authorization: string | undefined) => Session

/**
 * A call of the API: who, then path and query, then the body, each checked before the next is looked at, and nothing beyond
 * what is declared let in.
 */
export function defineRoute<
  S,
  P extends z.ZodType = typeof nothing,
  Q extends z.ZodType = typeof nothing,
  B = undefined,
>(definition: Definition<S, P, Q, B>): Route {
  const { method, path, body: bodyType } = definition
  return {
    method,
    path,
    answer: async ({ message, params, query }) => {
      const { authorization } = message.headers
      const session = definition.session(authorization)
      const input = {
        session,
        params: parsed(definition.params ?? nothing, params, 'PATH_INVALID') as z.output<P>,
        query: parsed(definition.query ?? nothing, query, 'QUERY_INVALID') as z.output<Q>,
        authorization,
      }
      if (!bodyType && hasBody(message)) throw new RefusalError('BODY_NOT_EXPECTED')
      const body = bodyType ? bodyType.parse(await readBody(message, bodyType)) : undefined
      return definition.handle({ ...input, body: body as B })
    },
  }
}

/** A JSON body of this schema, of at most `limit` bytes. */
export function jsonBody<T extends z.ZodType>(schema: T, limit: number): Body<z.output<T>> {
  return {
    type: 'application/json',
    limit,
    timeout: 30_000,
    parse: (bytes) => parsed(schema, parseJson(bytes), 'BODY_INVALID'),
  }
}

/** A body of bytes, which may take longer. */
export function bytesBody(limit: number): Body<Buffer> {
  return { type: 'application/octet-stream', limit, timeout: 120_000, parse: (bytes) => bytes }
}

function parsed<T extends z.ZodType>(
  schema: T,
  value: unknown,
  code: 'PATH_INVALID' | 'QUERY_INVALID' | 'BODY_INVALID',
): z.output<T> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  // Where and what was expected; never the value itself. Names of unknown members are the sender's, so not repeated.
  const problems = result.error.issues.slice(0, 16).map((issue) => {
    const expected = issue.code === 'unrecognized_keys' ? 'Unknown member' : issue.message
    return issue.path.length > 0 ? `${issue.path.join('.')}: ${expected}` : expected
  })
  throw new RefusalError(code, { details: { problems } })
}
