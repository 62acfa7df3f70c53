import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { z } from 'zod'
import { anhDuong, joao, zoe } from '../../../offchain/samples/data/people.ts'
import { contentRootOf, foldField } from '../../../sdk/credential/contentRoot.ts'
import { createFrame } from '../../../sdk/credential/fieldFrame.ts'
import { fieldsRootOf } from '../../../sdk/credential/fieldsRoot.ts'
import { type VerifyCredentialParameters, verifyCredential } from '../../../sdk/credential/verifyCredential.ts'
import { toBase64url } from '../../../sdk/crypto/base64url.ts'
import { chunkHashOf } from '../../../sdk/crypto/chunkHash.ts'
import { encryptField } from '../../../sdk/crypto/fieldCipher.ts'
import { readAll } from '../../../sdk/crypto/readAll.ts'
import { createSigningKey } from '../../../sdk/crypto/signingKey.ts'
import { defineSchema, type Schema } from '../../../sdk/schemas/defineSchema.ts'
import type { Attachment, FieldNameOf } from '../../../sdk/schemas/fieldTypes.ts'
import { identityDocuments } from '../../../sdk/schemas/identityDocuments.ts'
import { kycLevel } from '../../../sdk/schemas/kycLevel.ts'
import { personIdentification } from '../../../sdk/schemas/personIdentification.ts'
import { country } from '../../../sdk/schemas/values.ts'
import { credentialIdOf } from '../../../sdk/typedData/hashes.ts'
import { type ForgeParameters, forgeCredential } from '../../support/samples/forgeCredential.ts'
import { issueSample } from '../../support/samples/issueSample.ts'
import { chainId, consumer, issuer, owner } from '../../support/samples/parties.ts'

const code = (expected: string, details?: object) => ({ code: expected, ...(details && { details }) })

type Issued = Awaited<ReturnType<typeof issueSample>>
type Made = Pick<Issued, 'credentialId' | 'credential' | 'jwt' | 'commitments' | 'content' | 'chunks' | 'keys'>

function verify<const S extends Schema, const N extends FieldNameOf<S>>(
  schema: S,
  fields: readonly N[],
  made: Made,
  changed: Partial<VerifyCredentialParameters<S, N>> = {},
) {
  return verifyCredential<S, N>({
    schema,
    fields,
    credentialId: made.credentialId,
    chainId,
    record: made,
    keys: made.keys,
    readChunk: (field, chunk) => made.chunks[field]?.[chunk] as Uint8Array,
    ...changed,
  })
}

/** Two fields, for forgeries. */
const small = defineSchema({
  name: 'urn:example:schema:small:1',
  label: 'Small',
  fields: [
    { name: 'country', label: 'Country', kind: 'claim', value: country },
    { name: 'photo', label: 'Photo', kind: 'attachment', mediaTypes: ['image/png'], optional: true },
  ],
})
const salts = ['c2FsdC1vZi0xMjgtYml0cw', 'b3RoZXItMTI4LWJpdC1zYQ'] as const
const honest = [
  [salts[0], 'country', 'SE'],
  [salts[1], 'photo', null],
] as const
const forge = (changed: Partial<ForgeParameters> = {}) =>
  forgeCredential({ schema: small, disclosures: honest, ...changed })
const names = ['country', 'photo'] as const

describe('verifyCredential', async () => {
  const { kyc } = anhDuong()
  const stated = { schema: kycLevel, claims: kyc }
  const issued = await issueSample(stated)
  const other = await issueSample({ schema: kycLevel, claims: { ...kyc, country: 'DE' } })

  describe('header', () => {
    it('refuses a header that is not the one asked for', async () => {
      await assert.rejects(
        verify(kycLevel, ['country'], issued, { credentialId: other.credentialId }),
        code('CREDENTIAL_ID_MISMATCH', { actual: issued.credentialId, expected: other.credentialId }),
      )
      const record = { ...issued, credential: { ...issued.credential, expiresAt: issued.credential.expiresAt + 1 } }
      await assert.rejects(verify(kycLevel, ['country'], issued, { record }), code('CREDENTIAL_ID_MISMATCH'))
    })

    it('refuses another schema than the reader’s', async () => {
      await assert.rejects(verify(small, ['country'], issued), code('SCHEMA_MISMATCH'))
    })

    it('refuses another JWT, another set of commitments, and other content', async () => {
      for (const [changed, expected] of [
        [{ jwt: other.jwt }, 'CREDENTIAL_HASH_MISMATCH'],
        [{ jwt: `${issued.jwt}~` }, 'CREDENTIAL_HASH_MISMATCH'],
        [{ commitments: other.commitments }, 'FIELDS_ROOT_MISMATCH'],
        [{ commitments: issued.commitments.toReversed() }, 'FIELDS_ROOT_MISMATCH'],
        [{ commitments: issued.commitments.slice(1) }, 'FIELD_COUNT_MISMATCH'],
        [{ content: other.content }, 'CONTENT_ROOT_MISMATCH'],
        [{ content: issued.content.map(foldField).toReversed() }, 'CONTENT_ROOT_MISMATCH'],
        [{ content: issued.content.slice(1) }, 'FIELD_COUNT_MISMATCH'],
      ] as const) {
        await assert.rejects(
          verify(kycLevel, ['country'], issued, { record: { ...issued, ...changed } }),
          code(expected),
        )
      }
    })
  })

  describe('issuer’s JWT', () => {
    it('accepts the honest forgery, so that what follows fails for its own reason', async () => {
      const made = await forge()
      const { claims, attachments, issuerKeyThumbprint } = await verify(small, names, made)
      assert.deepEqual([claims, attachments], [{ country: 'SE' }, { photo: null }])
      assert.equal(issuerKeyThumbprint, made.signingKey.thumbprint)
    })

    it('refuses a JWT signed by another key than the one it names', async () => {
      const made = await forge({ signer: await createSigningKey() })
      const expected = code('ISSUER_SIGNATURE_INVALID', { thumbprint: made.signingKey.thumbprint })
      await assert.rejects(verify(small, names, made), expected)
    })

    it('names the key of a forged issuer, for Directory to refuse', async () => {
      const forger = await createSigningKey()
      const made = await forge({ signingKey: forger })
      assert.equal((await verify(small, names, made)).issuerKeyThumbprint, forger.thumbprint)
      assert.notEqual(forger.thumbprint, issued.signingKey.thumbprint)
    })

    it('refuses a payload that was changed after signing', async () => {
      const { jwt } = await forge()
      const [header, payload = '', signature] = jwt.split('.')
      const altered = Buffer.from(payload, 'base64url')
        .toString()
        .replace('SE', 'DE')
        .replace('1790000000', '1790000001')
      const made = await forge()
      const forged = `${header}.${Buffer.from(altered).toString('base64url')}.${signature}`
      const credentialHash = `0x${createHash('sha256').update(forged).digest('hex')}` as const
      const credential = { ...made.credential, credentialHash }
      await assert.rejects(
        verify(small, names, { ...made, jwt: forged, credential, credentialId: credentialIdOf(credential) }),
        code('ISSUER_SIGNATURE_INVALID'),
      )
    })

    it('E9: refuses every algorithm, type, key and parameter but the one', async () => {
      const key = await createSigningKey({ extractable: true })
      for (const header of [
        { alg: 'none' },
        { alg: 'HS256' },
        { alg: 'ES384' },
        { alg: 'es256' },
        { typ: 'JWT' },
        { typ: 'vc+sd-jwt' },
        { typ: 'kb+jwt' },
        { jwk: { ...key.publicJwk, crv: 'P-384' } },
        { jwk: { ...key.publicJwk, d: 'AAAA' } },
        { jwk: { ...key.publicJwk, kty: 'RSA' } },
        { jwk: undefined },
        { crit: ['b64'], b64: false },
        { kid: '1' },
        { x5c: ['AAAA'] },
        { jku: 'https://attacker.example/keys' },
      ]) {
        await assert.rejects(verify(small, names, await forge({ signingKey: key, header })), code('ISSUER_JWT_INVALID'))
      }
    })

    it('refuses a payload that is bound to other parties, another schema, chain or term', async () => {
      const did = (account: string, chain = chainId) => `did:pkh:eip155:${chain}:${account.toLowerCase()}`
      for (const [claim, value] of [
        ['iss', did(consumer)],
        ['iss', did(issuer, 1n)],
        ['iss', `did:pkh:eip155:${chainId}:${issuer}`],
        ['sub', did(consumer)],
        ['sub', did(owner, 1n)],
        ['vct', 'urn:example:schema:small:2'],
        ['iat', 1_790_000_001],
        ['exp', 1_821_536_001],
      ] as const) {
        const made = await forge({ payload: { [claim]: value } })
        await assert.rejects(
          verify(small, names, made),
          (error: Error & { code: string; details: { claim: string } }) => {
            assert.equal(error.code, 'ISSUER_JWT_MISMATCH')
            assert.equal(error.details.claim, claim)
            return true
          },
        )
      }
    })

    it('refuses a claim beside the commitments, which nodes would read, and another hash algorithm', async () => {
      for (const payload of [
        { family_name: 'Lindqvist' },
        { _sd_alg: 'sha-384' },
        { _sd_alg: undefined },
        { _sd: [] },
        { exp: '1' },
      ]) {
        await assert.rejects(verify(small, names, await forge({ payload })), code('ISSUER_JWT_INVALID'))
      }
    })

    it('refuses digests that stand twice, are missing, or are more than the fields', async () => {
      const digests = (await forge()).commitments.map((commitment) =>
        toBase64url(Buffer.from(commitment.slice(2), 'hex')),
      )
      const [a, b] = digests as [string, string]
      const decoy = toBase64url(new Uint8Array(32))
      for (const _sd of [[a, a], [a], [a, b, b], [a, b, decoy], [a, decoy]]) {
        await assert.rejects(verify(small, names, await forge({ payload: { _sd } })), code('COMMITMENTS_MISMATCH'))
      }
      const twice = await forge({ disclosures: [honest[0], honest[0]] })
      await assert.rejects(verify(small, names, twice), code('COMMITMENTS_MISMATCH'))
      const digest = toBase64url(Buffer.from((twice.commitments[0] as string).slice(2), 'hex'))
      const once = await forge({ disclosures: [honest[0], honest[0]], payload: { _sd: [digest] } })
      await assert.rejects(verify(small, names, once), code('COMMITMENTS_MISMATCH'))
    })
  })

  describe('field', () => {
    it('refuses a field that was not released, and one that the schema does not have', async () => {
      const content = issued.content.map((item, field) => (field === 3 ? item : foldField(item)))
      const keys = new Map([[3, issued.keys.get(3) as Uint8Array]])
      const record = { ...issued, content }
      assert.equal((await verify(kycLevel, ['country'], issued, { record, keys })).claims.country, 'CZ')
      for (const given of [{ record }, { keys }]) {
        await assert.rejects(
          verify(kycLevel, ['country', 'age_over_18'], issued, given),
          code('FIELD_NOT_AVAILABLE', { field: 'age_over_18' }),
        )
      }
      await assert.rejects(verify(kycLevel, ['income' as 'country'], issued), code('FIELD_UNKNOWN'))
    })

    it('B40, D11: refuses ciphertext of another credential, field or version before decrypting it', async () => {
      const place = { credentialHash: issued.credential.credentialHash, field: 3 }
      const [fresh] = await readAll(encryptField(place, createFrame('abc')).chunks)
      const [honestChunk] = issued.chunks[3] ?? []
      // None of these opens with the field's key: had decryption been tried, its error would show.
      for (const chunk of [
        other.chunks[3]?.[0],
        issued.chunks[1]?.[0],
        fresh,
        honestChunk?.slice(1),
        Uint8Array.of(...(honestChunk ?? []), 0),
        new Uint8Array(0),
      ]) {
        await assert.rejects(
          verify(kycLevel, ['country'], issued, { readChunk: () => chunk as Uint8Array }),
          code('CHUNK_HASH_MISMATCH', { field: 'country', chunk: 0 }),
        )
      }
    })

    it('D11: refuses chunks that change places within a field', async () => {
      const documents = await issueSample({ schema: identityDocuments, ...zoe().documents })
      const { chunks } = documents
      assert.ok((chunks[4]?.length ?? 0) > 20)
      await assert.rejects(
        verify(identityDocuments, ['passport_scan'], documents, {
          readChunk: (field, chunk) => chunks[field]?.[chunk < 2 ? 1 - chunk : chunk] as Uint8Array,
        }),
        code('CHUNK_HASH_MISMATCH', { field: 'passport_scan', chunk: 0 }),
      )
    })

    it('E11: one field’s key opens no other field', async () => {
      const keys = new Map([[1, issued.keys.get(3) as Uint8Array]])
      await assert.rejects(verify(kycLevel, ['age_over_18'], issued, { keys }), code('CHUNK_OPEN_FAILED'))
    })

    it('D11: refuses ciphertext that was moved under another credential’s roots', async () => {
      const made = await forge()
      const donor = await forge()
      const content = donor.content
      const credential = { ...made.credential, contentRoot: contentRootOf(content) }
      const moved = {
        ...made,
        content,
        chunks: donor.chunks,
        keys: donor.keys,
        credential,
        credentialId: credentialIdOf(credential),
      }
      await assert.rejects(verify(small, names, moved), code('CHUNK_OPEN_FAILED'))
    })

    it('refuses a disclosure that the issuer did not commit to, though it decrypts', async () => {
      const lie = toBase64url(Buffer.from(JSON.stringify([salts[0], 'country', 'DE'])))
      const made = await forge({ frames: new Map([[0, createFrame(lie)]]) })
      await assert.rejects(verify(small, names, made), code('COMMITMENT_MISMATCH', { field: 'country' }))
    })

    it('refuses two fields that changed places with all their hashes', async () => {
      const made = await forge({ disclosures: [honest[1], honest[0]] })
      await assert.rejects(verify(small, names, made), code('DISCLOSURE_INVALID', { field: 'country' }))
    })

    it('refuses a disclosure of another form, or with a salt that can be guessed', async () => {
      for (const disclosure of [
        [salts[0], 'SE'],
        [salts[0], 'country', 'SE', 1],
        ['short', 'country', 'SE'],
        ['', 'country', 'SE'],
        [7, 'country', 'SE'],
        toBase64url(Buffer.from('{"country":"SE"}')),
        toBase64url(Buffer.from('not json')),
        toBase64url(Uint8Array.of(0xff, 0xfe)),
        'QR',
      ]) {
        const made = await forge({ disclosures: [disclosure, honest[1]] })
        await assert.rejects(verify(small, ['country'], made), code('DISCLOSURE_INVALID', { field: 'country' }))
      }
    })

    it('refuses a value that the schema does not allow', async () => {
      for (const value of [null, 'Sweden', 7, ['SE'], { country: 'SE' }]) {
        const made = await forge({ disclosures: [[salts[0], 'country', value], honest[1]] })
        await assert.rejects(verify(small, ['country'], made), code('CLAIM_INVALID', { field: 'country' }))
      }
    })

    it('refuses bytes hidden in the padding of a claim', async () => {
      const disclosure = toBase64url(Buffer.from(JSON.stringify(honest[0])))
      const frame = createFrame(disclosure)
      frame[200] = 1
      const made = await forge({ frames: new Map([[0, frame]]) })
      await assert.rejects(verify(small, ['country'], made), code('FIELD_FRAME_INVALID', { field: 'country' }))
    })

    it('refuses an attachment that is not the one signed for', async () => {
      const bytes = Uint8Array.of(1, 2, 3)
      const digest = `sha-256:${createHash('sha256').update(bytes).digest('base64url')}`
      const good = { digest, media_type: 'image/png', size: 3 }
      for (const [value, expected] of [
        [{ ...good, digest: `sha-256:${'A'.repeat(43)}` }, 'ATTACHMENT_DIGEST_MISMATCH'],
        [{ ...good, size: 2 }, 'FIELD_FRAME_INVALID'],
        [{ ...good, size: 300 }, 'FIELD_FRAME_INVALID'],
        [{ ...good, size: 0 }, 'ATTACHMENT_INVALID'],
        [{ ...good, size: 2 ** 30 }, 'ATTACHMENT_INVALID'],
        [{ ...good, media_type: 'text/html' }, 'ATTACHMENT_INVALID'],
        [{ ...good, url: 'https://attacker.example' }, 'ATTACHMENT_INVALID'],
        ['photo', 'ATTACHMENT_INVALID'],
        [null, 'FIELD_FRAME_INVALID'],
        [good, undefined],
      ] as const) {
        const disclosure = toBase64url(Buffer.from(JSON.stringify([salts[1], 'photo', value])))
        const made = await forge({
          disclosures: [honest[0], disclosure],
          frames: new Map([[1, createFrame(disclosure, bytes)]]),
        })
        if (expected) await assert.rejects(verify(small, ['photo'], made), code(expected, { field: 'photo' }))
        else assert.deepEqual((await verify(small, ['photo'], made)).attachments.photo?.bytes, bytes)
      }
    })
  })

  describe('round trip', () => {
    it('gives back every claim of the person identification', async () => {
      for (const person of [joao(), zoe(), anhDuong()]) {
        const claims = person.identification
        const made = await issueSample({ schema: personIdentification, claims })
        const fields = personIdentification.fields.map(({ name }) => name)
        const read = await verify(personIdentification, fields, made)
        const expected = Object.fromEntries(fields.map((name) => [name, claims[name] ?? null]))
        assert.deepEqual(read.claims, expected)
      }
    })

    it('gives back files of 30 kB to 5 MB byte for byte, with their names', async () => {
      for (const person of [joao(), zoe(), anhDuong()]) {
        const { claims, attachments } = person.documents
        const made = await issueSample({ schema: identityDocuments, claims, attachments })
        const read = await verify(identityDocuments, ['passport_scan', 'selfie', 'proof_of_address'], made)
        for (const name of ['passport_scan', 'selfie', 'proof_of_address'] as const) {
          const expected: Attachment | null = attachments[name] ?? null
          assert.equal(read.attachments[name]?.mediaType, expected?.mediaType)
          assert.equal(read.attachments[name]?.name, expected?.name)
          assert.ok(Buffer.from(read.attachments[name]?.bytes ?? []).equals(expected?.bytes ?? new Uint8Array(0)))
        }
      }
    })

    it('gives back any claims and any file', async () => {
      const schema = defineSchema({
        name: 'urn:example:schema:any:1',
        label: 'Any',
        fields: [
          { name: 'any', label: 'Any', kind: 'claim', value: z.json() },
          { name: 'file', label: 'File', kind: 'attachment', mediaTypes: ['application/octet-stream'] },
        ],
      })
      const value = fc.jsonValue().filter((json) => json !== null)
      const size = fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 262_000, max: 530_000 }))
      await fc.assert(
        fc.asyncProperty(value, size, async (any, length) => {
          const bytes = new Uint8Array(length).fill(length)
          const attachments = { file: { bytes, mediaType: 'application/octet-stream' } }
          // Through JSON: −0 and the order of __proto__ members are not values that it can carry.
          const claims = { any: JSON.parse(JSON.stringify(any)) }
          const made = await issueSample({ schema, claims, attachments })
          const read = await verify(schema, ['any', 'file'], made)
          assert.deepEqual(read.claims, claims)
          assert.ok(Buffer.from(read.attachments.file.bytes).equals(bytes))
        }),
        { numRuns: 40 },
      )
    })

    it('types what it returns by schema and fields', async () => {
      const { claims } = await verify(kycLevel, ['country', 'age_over_18', 'age_over_21'], issued)
      const typed: { country: string; age_over_18: boolean; age_over_21: boolean | null } = claims
      assert.deepEqual(typed, { country: 'CZ', age_over_18: true, age_over_21: false })
      // @ts-expect-error a field that was not asked for is not there
      assert.equal(claims.kyc_level, undefined)
      // @ts-expect-error nor is one that the schema does not have
      await assert.rejects(verify(kycLevel, ['income'], issued), code('FIELD_UNKNOWN'))
    })

    it('E10: hides which fields exist behind commitments of one size', async () => {
      assert.equal(new Set(issued.content.map(({ chunks }) => chunks.length)).size, 1)
      assert.equal(fieldsRootOf(issued.commitments), issued.credential.fieldsRoot)
      assert.equal(await chunkHashOf(issued.chunks[0]?.[0] as Uint8Array), issued.content[0]?.chunks[0])
    })
  })
})
