import { toWire } from '../../../sdk/crypto/canonicalJson.ts'
import { envelope } from '../../../sdk/wire/envelope.ts'
import { acceptEnvelope } from '../domain/acceptEnvelope.ts'
import type { Settings } from '../domain/settings.ts'
import type { EnvelopeStore, Indexer, IndexStore } from '../ports.ts'
import { envelopeParams } from './params.ts'
import { anyone, defineRoute, jsonBody, type Route } from './route.ts'

export function envelopeRoutes(dependencies: {
  store: EnvelopeStore & IndexStore
  indexer: Indexer
  settings: Settings
}): Route[] {
  return [
    defineRoute({
      method: 'PUT',
      path: '/v1/credentials/:credentialId/envelopes/:recipient/:purposeHash',
      session: anyone,
      params: envelopeParams,
      body: jsonBody(envelope, 32 * 1024),
      handle: async ({ params, body }) => ({
        status: 200,
        json: toWire(await acceptEnvelope(dependencies, params, body)),
      }),
    }),
  ]
}
