import express, { type Express } from 'express'
import type { Hex } from 'viem'
import { findSession } from './domain/findSession.ts'
import { RefusalError } from './domain/RefusalError.ts'
import type { Settings } from './domain/settings.ts'
import type { LoginVerifier } from './domain/verifyLoginSignature.ts'
import type { Logger } from './logger.ts'
import type { Chain, Clock, Indexer, ReceiptLog, Store } from './ports.ts'
import { answerFailure, answerRequest, requireTarget } from './routes/answerRequest.ts'
import { credentialRoutes } from './routes/credentials.ts'
import { crossOrigin } from './routes/crossOrigin.ts'
import { envelopeRoutes } from './routes/envelopes.ts'
import { historyRoutes } from './routes/history.ts'
import { nodeRoutes } from './routes/node.ts'
import { releaseRoutes } from './routes/releases.ts'
import { requestLog } from './routes/requestLog.ts'
import type { Route } from './routes/route.ts'
import { securityHeaders } from './routes/securityHeaders.ts'
import { sessionRoutes } from './routes/sessions.ts'

export type AppDependencies = {
  readonly chain: Chain
  readonly clock: Clock
  readonly indexer: Indexer
  readonly logger: Logger
  /** This node's public key. */
  readonly node: Hex
  readonly receipts: ReceiptLog
  readonly settings: Settings
  readonly store: Omit<Store, typeof Symbol.asyncDispose>
  readonly verifyLogin: LoginVerifier
  /** Origins whose pages may call this node; none by default. */
  readonly corsOrigins?: readonly string[]
}

/** The node's HTTP interface over what it is given; holds no state of its own. */
export function createApp(dependencies: AppDependencies): Express {
  const { settings, corsOrigins = [] } = dependencies
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.enable('strict routing')
  app.enable('case sensitive routing')
  app.set('query parser', 'simple')
  app.set('trust proxy', false)

  app.use(requestLog(dependencies.logger, dependencies.clock))
  app.use(securityHeaders(settings))
  app.use(crossOrigin(corsOrigins))
  app.use(requireTarget)
  for (const [path, routes] of Map.groupBy(routesOf(dependencies), (route) => route.path)) {
    app.all(path, answerRequest(path, routes))
  }
  app.use(() => {
    throw new RefusalError('NOT_FOUND')
  })
  app.use(answerFailure(dependencies.logger))
  return app
}

/** Every call of the API. */
export function routesOf(dependencies: AppDependencies): Route[] {
  const ofRequest = (authorization: string | undefined) => findSession(dependencies, authorization)
  return [
    ...sessionRoutes(dependencies, ofRequest),
    ...credentialRoutes(dependencies, ofRequest),
    ...envelopeRoutes(dependencies),
    ...releaseRoutes(dependencies, ofRequest),
    ...historyRoutes(dependencies, ofRequest),
    ...nodeRoutes(dependencies),
  ]
}
