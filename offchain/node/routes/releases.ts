import { toWire } from '../../../sdk/crypto/canonicalJson.ts'
import { releaseRequest } from '../../../sdk/wire/release.ts'
import type { ReleaseDependencies } from '../domain/decideNow.ts'
import { readReleaseChunk } from '../domain/readReleaseChunk.ts'
import { releaseCredential } from '../domain/releaseCredential.ts'
import { releaseChunkParams } from './params.ts'
import { defineRoute, type FindSession, jsonBody, type Route } from './route.ts'

export function releaseRoutes(dependencies: ReleaseDependencies, findSession: FindSession): Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/releases',
      session: findSession,
      body: jsonBody(releaseRequest, 4096),
      handle: async ({ session, body }) => {
        const release = await releaseCredential(dependencies, session, body)
        const endsWithin = release.servedUntil - dependencies.clock.now()
        return { status: 200, json: toWire(release), block: release.block, endsWithin }
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/releases/:releaseId/fields/:field/chunks/:chunk',
      session: findSession,
      params: releaseChunkParams,
      handle: async ({ session, params }) => {
        const { ciphertext, block, remaining } = await readReleaseChunk(dependencies, session, params)
        return { status: 200, bytes: ciphertext, block, endsWithin: remaining }
      },
    }),
  ]
}
