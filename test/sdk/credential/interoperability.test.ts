import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { compactVerify, decodeProtectedHeader, EmbeddedJWK, importJWK, type JWK, jwtVerify } from 'jose'
import { joao, zoe } from '../../../offchain/samples/data/people.ts'
import { verifyCredential } from '../../../sdk/credential/verifyCredential.ts'
import { identityDocuments } from '../../../sdk/schemas/identityDocuments.ts'
import { personIdentification } from '../../../sdk/schemas/personIdentification.ts'
import { issueSample } from '../../support/samples/issueSample.ts'
import { chainId, issuer, owner } from '../../support/samples/parties.ts'

/** A verifier that knows SD-JWT VC and nothing of Grantkeep; signatures through jose. */
function ordinaryVerifier(jwk: JWK) {
  return new SDJwtVcInstance({
    hasher: (data) =>
      Uint8Array.from(
        createHash('sha256')
          .update(typeof data === 'string' ? data : new Uint8Array(data))
          .digest(),
      ),
    verifier: async (data, signature) => {
      try {
        await compactVerify(`${data}.${signature}`, await importJWK(jwk, 'ES256'))
        return true
      } catch {
        return false
      }
    },
  })
}

const at = { currentDate: 1_800_000_000 }

describe('presentation', async () => {
  const { identification } = zoe()
  const made = await issueSample({ schema: personIdentification, claims: identification })
  const granted = await verifyCredential({
    schema: personIdentification,
    fields: ['nationalities', 'family_name', 'personal_administrative_number', 'place_of_birth'],
    credentialId: made.credentialId,
    chainId,
    record: made,
    keys: made.keys,
    readChunk: (field, chunk) => made.chunks[field]?.[chunk] as Uint8Array,
  })

  it('is verified by the SD-JWT VC library, which sees the granted fields and no others', async () => {
    const { payload } = await ordinaryVerifier(made.signingKey.publicJwk).verify(granted.presentation, at)
    assert.deepEqual(payload, {
      iss: `did:pkh:eip155:31337:${issuer.toLowerCase()}`,
      sub: `did:pkh:eip155:31337:${owner.toLowerCase()}`,
      vct: 'urn:grantkeep:schema:person-identification:1',
      iat: 1_790_000_000,
      exp: 1_821_536_000,
      family_name: 'Ångström-Łukasiewicz',
      place_of_birth: { country: 'SE', region: 'Norra Skär', locality: 'Björkvåg' },
      nationalities: ['SE', 'PL'],
      personal_administrative_number: null,
    })
    assert.equal(granted.presentation.split('~').length, 6)
  })

  it('is refused by that library when altered, expired, or signed by another key', async () => {
    const verifier = ordinaryVerifier(made.signingKey.publicJwk)
    const parts = granted.presentation.split('~')
    const forged = Buffer.from(JSON.stringify(['c2FsdA', 'family_name', 'Forged'])).toString('base64url')
    // The library leaves out a disclosure that no digest names, where RFC 9901 §7.1 would refuse it.
    const { payload } = await verifier.verify([parts[0], forged, ''].join('~'), at)
    assert.ok(!('family_name' in payload))
    const [header, body, signature] = (parts[0] as string).split('.') as [string, string, string]
    const claims = Buffer.from(body, 'base64url').toString().replace('1821536000', '1821536001')
    const altered = [header, Buffer.from(claims).toString('base64url'), signature].join('.')
    await assert.rejects(verifier.verify([altered, ...parts.slice(1)].join('~'), at))
    await assert.rejects(verifier.verify(granted.presentation, { currentDate: 1_900_000_000 }))
    const other = await issueSample({ schema: personIdentification, claims: identification })
    await assert.rejects(ordinaryVerifier(other.signingKey.publicJwk).verify(granted.presentation, at))
  })

  it('has a JWT that jose verifies by the key in its header', async () => {
    const { payload, protectedHeader } = await jwtVerify(made.jwt, EmbeddedJWK, {
      algorithms: ['ES256'],
      typ: 'dc+sd-jwt',
      issuer: `did:pkh:eip155:31337:${issuer.toLowerCase()}`,
      subject: `did:pkh:eip155:31337:${owner.toLowerCase()}`,
      currentDate: new Date(at.currentDate * 1000),
    })
    assert.deepEqual(protectedHeader.jwk, made.signingKey.publicJwk)
    assert.equal((payload._sd as string[]).length, personIdentification.fields.length)
    assert.deepEqual(Object.keys(decodeProtectedHeader(made.jwt)).sort(), ['alg', 'jwk', 'typ'])
  })

  it('carries digest, media type, size and name of an attachment', async () => {
    const { claims, attachments } = joao().documents
    const documents = await issueSample({ schema: identityDocuments, claims, attachments })
    const { presentation } = await verifyCredential({
      schema: identityDocuments,
      fields: ['proof_of_address'],
      credentialId: documents.credentialId,
      chainId,
      record: documents,
      keys: documents.keys,
      readChunk: (field, chunk) => documents.chunks[field]?.[chunk] as Uint8Array,
    })
    const { payload } = await ordinaryVerifier(documents.signingKey.publicJwk).verify(presentation, at)
    const bytes = attachments.proof_of_address?.bytes as Uint8Array
    assert.deepEqual((payload as Record<string, unknown>).proof_of_address, {
      digest: `sha-256:${createHash('sha256').update(bytes).digest('base64url')}`,
      media_type: 'application/pdf',
      size: bytes.length,
      name: 'água 2026-10.pdf',
    })
  })
})
