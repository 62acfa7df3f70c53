import { toWire } from '../../../sdk/crypto/canonicalJson.ts'
import { credentialUpload } from '../../../sdk/wire/credential.ts'
import { pageQuery } from '../../../sdk/wire/history.ts'
import { acceptChunk } from '../domain/acceptChunk.ts'
import { acceptUpload } from '../domain/acceptUpload.ts'
import { listOwnCredentials, readOwnChunk, readOwnCredential } from '../domain/readOwnCredential.ts'
import type { Settings } from '../domain/settings.ts'
import type { Chain, CredentialStore, EnvelopeStore } from '../ports.ts'
import { chunkParams, credentialParams } from './params.ts'
import { bytesBody, defineRoute, type FindSession, jsonBody, type Route } from './route.ts'

/** Chunk hashes of 64 fields, a JWT, an envelope. */
const maxUpload = 512 * 1024
/** Plaintext of a chunk and its authentication tag. */
const maxChunk = 256 * 1024 + 16

export function credentialRoutes(
  dependencies: { store: CredentialStore & EnvelopeStore; chain: Chain; settings: Settings },
  findSession: FindSession,
): Route[] {
  return [
    defineRoute({
      method: 'PUT',
      path: '/v1/credentials/:credentialId',
      session: findSession,
      params: credentialParams,
      body: jsonBody(credentialUpload, maxUpload),
      handle: async ({ session, params, body }) => {
        const { created, ...result } = await acceptUpload(dependencies, session, params.credentialId, body)
        return { status: created ? 201 : 200, json: toWire(result) }
      },
    }),
    defineRoute({
      method: 'PUT',
      path: '/v1/credentials/:credentialId/fields/:field/chunks/:chunk',
      session: findSession,
      params: chunkParams,
      body: bytesBody(maxChunk),
      handle: async ({ session, params, body }) => {
        await acceptChunk(dependencies, session, params, body)
        return { status: 204 }
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/credentials',
      session: findSession,
      query: pageQuery,
      handle: async ({ session, query }) => ({
        status: 200,
        json: toWire(await listOwnCredentials(dependencies, session, query)),
      }),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/credentials/:credentialId',
      session: findSession,
      params: credentialParams,
      handle: async ({ session, params }) => ({
        status: 200,
        json: toWire(await readOwnCredential(dependencies, session, params.credentialId)),
      }),
    }),
    defineRoute({
      method: 'GET',
      path: '/v1/credentials/:credentialId/fields/:field/chunks/:chunk',
      session: findSession,
      params: chunkParams,
      handle: ({ session, params }) => ({ status: 200, bytes: readOwnChunk(dependencies, session, params) }),
    }),
  ]
}
