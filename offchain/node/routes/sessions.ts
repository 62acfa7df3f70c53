import { toWire } from '../../../sdk/crypto/canonicalJson.ts'
import { nonceRequest, sessionRequest } from '../../../sdk/wire/session.ts'
import { createNonce } from '../domain/createNonce.ts'
import { closeSession } from '../domain/findSession.ts'
import { openSession } from '../domain/openSession.ts'
import type { Settings } from '../domain/settings.ts'
import type { LoginVerifier } from '../domain/verifyLoginSignature.ts'
import type { Clock, SessionStore } from '../ports.ts'
import { anyone, defineRoute, type FindSession, jsonBody, type Route } from './route.ts'

export function sessionRoutes(
  dependencies: { store: SessionStore; clock: Clock; settings: Settings; verifyLogin: LoginVerifier },
  findSession: FindSession,
): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/auth/nonce',
      session: anyone,
      body: jsonBody(nonceRequest, 1024),
      handle: ({ body }) => ({ status: 200, json: toWire(createNonce(dependencies, body)) }),
    }),
    defineRoute({
      method: 'POST',
      path: '/v1/auth/session',
      session: anyone,
      body: jsonBody(sessionRequest, 32 * 1024),
      handle: async ({ body }) => ({ status: 200, json: toWire(await openSession(dependencies, body)) }),
    }),
    defineRoute({
      method: 'DELETE',
      path: '/v1/auth/session',
      session: findSession,
      handle: ({ authorization }) => {
        closeSession(dependencies.store, authorization)
        return { status: 204 }
      },
    }),
  ]
}
