import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { bytesToHex, type Hex, hexToString, stringToHex, zeroAddress } from 'viem'
import { z } from 'zod'
import { anhDuong, joao } from '../../../offchain/samples/data/people.ts'
import { contentRootOf } from '../../../sdk/credential/contentRoot.ts'
import { type CreatedCredential, createCredential } from '../../../sdk/credential/createCredential.ts'
import { commitmentOf } from '../../../sdk/credential/disclosure.ts'
import { disclosureOf } from '../../../sdk/credential/fieldFrame.ts'
import { maxAttachmentSize } from '../../../sdk/credential/limits.ts'
import { verifyCredential } from '../../../sdk/credential/verifyCredential.ts'
import { fromBase64url, toBase64url } from '../../../sdk/crypto/base64url.ts'
import { canonicalJson, toWire } from '../../../sdk/crypto/canonicalJson.ts'
import { chunkHashOf } from '../../../sdk/crypto/chunkHash.ts'
import { createEncryptionKey } from '../../../sdk/crypto/encryptionKey.ts'
import { decryptField } from '../../../sdk/crypto/fieldCipher.ts'
import { openEnvelope } from '../../../sdk/crypto/openEnvelope.ts'
import { readBytes } from '../../../sdk/crypto/readAll.ts'
import { createSigningKey } from '../../../sdk/crypto/signingKey.ts'
import { defineSchema } from '../../../sdk/schemas/defineSchema.ts'
import { identityDocuments } from '../../../sdk/schemas/identityDocuments.ts'
import { kycLevel } from '../../../sdk/schemas/kycLevel.ts'
import { personIdentification } from '../../../sdk/schemas/personIdentification.ts'
import { credentialUpload } from '../../../sdk/wire/credential.ts'
import { issueSample } from '../../support/samples/issueSample.ts'
import { chainId, issuer, owner, registry } from '../../support/samples/parties.ts'

const code = (expected: string, field?: string) => ({ code: expected, ...(field && { details: { field } }) })
const { kyc } = anhDuong()
const ownerKey = createEncryptionKey()
const common = {
  owner,
  issuer,
  issuedAt: 10,
  expiresAt: 20,
  chainId,
  registry,
  ownerKey: { publicKey: ownerKey.publicKey, version: 1 },
  signingKey: await createSigningKey(),
}

/** What leaves the issuer's machine: calldata and upload, as text. */
function publicTextOf(created: CreatedCredential): string {
  const { credentialId, credential, jwt, commitments, content, chunks, envelope } = created
  const wire = canonicalJson({ credentialId, credential, jwt, commitments, content, envelope })
  const payload = new TextDecoder().decode(fromBase64url(created.jwt.split('.')[1] as string))
  return [wire, payload, ...chunks.flat().map((chunk) => Buffer.from(chunk).toString('latin1'))].join('\n')
}

describe('createCredential', () => {
  describe('refuses', () => {
    it('a term that ends before it begins, or is not of 32 bits', async () => {
      for (const [issuedAt, expiresAt] of [
        [20, 20],
        [21, 20],
        [-1, 20],
        [0.5, 20],
        [10, 2 ** 32],
        [10, Number.NaN],
      ] as const) {
        const term = { issuedAt, expiresAt }
        await assert.rejects(
          createCredential({ ...common, ...term, schema: kycLevel, claims: kyc }),
          code('CREDENTIAL_TERM_INVALID'),
        )
      }
    })

    it('a claim that is missing, wrong or not in the schema, without repeating its value', async () => {
      const { country: _, ...without } = kyc
      const wrong = { ...kyc, country: 'Secretland' }
      const tries: [object, string, string][] = [
        [without, 'CLAIM_INVALID', 'country'],
        [{ ...kyc, country: null }, 'CLAIM_INVALID', 'country'],
        [wrong, 'CLAIM_INVALID', 'country'],
        [{ ...kyc, age_over_18: 'yes' }, 'CLAIM_INVALID', 'age_over_18'],
        [{ ...kyc, verified_on: '2026-02-30' }, 'CLAIM_INVALID', 'verified_on'],
      ]
      for (const [claims, expected, field] of tries) {
        await assert.rejects(
          createCredential({ ...common, schema: kycLevel, claims: claims as typeof kyc }),
          (error: Error & { code: string; details: object }) => {
            assert.equal(error.code, expected)
            assert.deepEqual(error.details, { field })
            assert.ok(!error.message.includes('Secretland'))
            return true
          },
        )
      }
      const fields = [{ name: 'any', label: 'Any', kind: 'claim', value: z.json() }] as const
      const schema = defineSchema({ name: 'urn:example:schema:any:1', label: 'Any', fields })
      await assert.rejects(createCredential({ ...common, schema, claims: { any: null } }), code('CLAIM_INVALID', 'any'))
      for (const [length, fits] of [
        [98_000, true],
        [98_400, false],
      ] as const) {
        const issuing = issueSample({ schema, claims: { any: 'x'.repeat(length) } })
        if (fits) await issuing
        else await assert.rejects(issuing, code('CLAIM_INVALID', 'any'))
      }
      const extra = { ...kyc, shoe_size: 43 }
      await assert.rejects(createCredential({ ...common, schema: kycLevel, claims: extra }), code('FIELD_UNKNOWN'))
    })

    it('an attachment that is missing, empty, too large, or of another media type or name', async () => {
      const { claims, attachments } = joao().documents
      const { selfie } = attachments
      const issue = (changed: object) =>
        createCredential({ ...common, schema: identityDocuments, claims, attachments: { ...attachments, ...changed } })
      for (const [changed, expected] of [
        [{ selfie: undefined }, 'ATTACHMENT_INVALID'],
        [{ selfie: { ...selfie, bytes: new Uint8Array(0) } }, 'ATTACHMENT_INVALID'],
        [{ selfie: { ...selfie, mediaType: 'text/html' } }, 'ATTACHMENT_INVALID'],
        [{ selfie: { ...selfie, name: '../../etc/passwd' } }, 'ATTACHMENT_INVALID'],
        [{ selfie: { ...selfie, name: 'x'.repeat(256) } }, 'ATTACHMENT_INVALID'],
        [{ selfie: { ...selfie, bytes: new Uint8Array(maxAttachmentSize + 1) } }, 'ATTACHMENT_TOO_LARGE'],
        [{ diploma: selfie }, 'FIELD_UNKNOWN'],
      ] as const) {
        await assert.rejects(issue(changed), code(expected))
      }
    })

    it('more than 64 MiB', async () => {
      const names = ['a', 'b', 'c', 'd', 'e']
      const fields = names.map(
        (name) => ({ name, label: name, kind: 'attachment', mediaTypes: ['image/png'] }) as const,
      )
      const schema = defineSchema({ name: 'urn:example:album:1', label: 'Album', fields })
      const bytes = new Uint8Array(maxAttachmentSize)
      const attachments = Object.fromEntries(names.map((name) => [name, { bytes, mediaType: 'image/png' }]))
      await assert.rejects(
        createCredential({ ...common, schema, claims: {}, attachments }),
        code('CREDENTIAL_TOO_LARGE'),
      )
    })

    it('E4, E5: an owner key that is no key', async () => {
      const ownerKey = { publicKey: `0x${'00'.repeat(32)}`, version: 1 } as const
      await assert.rejects(
        createCredential({ ...common, ownerKey, schema: kycLevel, claims: kyc }),
        code('ENCRYPTION_KEY_INVALID'),
      )
    })
  })

  it('makes an upload that fits the wire and is consistent in itself', async () => {
    const created = await issueSample({ schema: identityDocuments, ...joao().documents })
    const { credential, jwt, commitments, content, envelope, chunks } = created
    const upload = {
      credential,
      jwt,
      commitments,
      content,
      envelope: { header: envelope.header, share: envelope.shares[0] },
    }
    assert.deepEqual(credentialUpload.parse(JSON.parse(JSON.stringify(toWire(upload)))), upload)
    const hashes = await Promise.all(chunks.map(async (list) => ({ chunks: await Promise.all(list.map(chunkHashOf)) })))
    assert.equal(contentRootOf(hashes), credential.contentRoot)
    assert.equal(envelope.header.fields, 0b1_1111_1111n)
    assert.equal(envelope.header.recipient, owner)
    assert.notEqual(credential.owner, zeroAddress)
  })

  it('is not disturbed by a caller who changes the attachment meanwhile', async () => {
    const { claims, attachments } = joao().documents
    const bytes = Uint8Array.from(attachments.selfie.bytes)
    const issuing = createCredential({
      ...common,
      schema: identityDocuments,
      claims,
      attachments: { ...attachments, selfie: { bytes, mediaType: 'image/jpeg' } },
    })
    bytes.fill(0)
    const made = await issuing
    const read = await verifyCredential({
      schema: identityDocuments,
      fields: ['selfie'],
      credentialId: made.credentialId,
      chainId,
      record: made,
      keys: openEnvelope({ ...made.envelope, key: ownerKey }),
      readChunk: (field, chunk) => made.chunks[field]?.[chunk] as Uint8Array,
    })
    assert.ok(Buffer.from(read.attachments.selfie.bytes).equals(attachments.selfie.bytes))
  })

  it('E10: two claims of different length have ciphertexts of one length', async () => {
    const short = await issueSample({ schema: kycLevel, claims: { ...kyc, kyc_level: 'low', age_over_18: true } })
    const long = await issueSample({
      schema: kycLevel,
      claims: { ...kyc, kyc_level: 'substantial', age_over_18: false },
    })
    const sizes = ({ chunks }: typeof short) => chunks.map((list) => list.map((chunk) => chunk.length))
    assert.deepEqual(sizes(short), sizes(long))
  })

  it('C22: leaves no text of the person in what is published or uploaded', async () => {
    const { identification } = joao()
    const created = await issueSample({ schema: personIdentification, claims: identification })
    const text = publicTextOf(created)
    const values = Object.values(identification).flatMap((value) =>
      value && typeof value === 'object' ? Object.values(value) : [value],
    )
    const words = values.map(String).filter((word) => word.length > 3)
    assert.ok(words.length > 15)
    for (const word of words) {
      for (const spelling of [word, stringToHex(word).slice(2), toBase64url(new TextEncoder().encode(word))]) {
        assert.ok(!text.includes(spelling), word)
      }
    }
  })

  it('C22: every public value changes from one issuance of the same facts to the next', async () => {
    const stated = { schema: kycLevel, claims: kyc }
    const [a, b] = [await createCredential({ ...common, ...stated }), await createCredential({ ...common, ...stated })]
    for (const name of ['credentialHash', 'fieldsRoot', 'contentRoot', 'salt'] as const) {
      assert.notEqual(a.credential[name], b.credential[name], name)
    }
    assert.notEqual(a.credentialId, b.credentialId)
    const seen = new Set([...a.commitments, ...a.content.flatMap(({ chunks }) => chunks)])
    for (const value of [...b.commitments, ...b.content.flatMap(({ chunks }) => chunks)]) assert.ok(!seen.has(value))
  })

  it('C22: guessing a field of two possible values fails without its salt, and succeeds with it', async () => {
    const created = await issueSample({ schema: kycLevel, claims: { ...kyc, age_over_18: true } })
    const targets = new Set<Hex>(created.commitments)
    const guessOf = (salt: string | undefined, value: unknown) =>
      toBase64url(new TextEncoder().encode(JSON.stringify([salt, 'age_over_18', value])))
    const publicSalts = [
      '',
      '0',
      created.credential.salt,
      created.credentialId,
      created.jwt.split('.')[2],
      'AAAAAAAAAAAAAAAAAAAAAA',
    ]
    for (const salt of publicSalts) {
      for (const value of [true, false, null]) assert.ok(!targets.has(commitmentOf(guessOf(salt, value))))
    }
    for (const value of [true, false]) assert.ok(!targets.has(commitmentOf(stringToHex(String(value)))))
    const salts = await saltsOf(created)
    assert.ok(targets.has(commitmentOf(guessOf(salts[1], true))))
    assert.ok(!targets.has(commitmentOf(guessOf(salts[1], false))))
    assert.equal(new Set(salts).size, 10)
    for (const salt of salts) assert.ok(fromBase64url(salt).length * 8 >= 128)
  })
})

/** Salts out of the decrypted fields; what an outsider does not have. */
async function saltsOf({ credential, chunks, keys }: Awaited<ReturnType<typeof issueSample>>): Promise<string[]> {
  return Promise.all(
    chunks.map(async (list, field) => {
      const place = { credentialHash: credential.credentialHash, field }
      const frame = await readBytes(decryptField(place, keys.get(field) as Uint8Array, list, list.length))
      const json = hexToString(bytesToHex(fromBase64url(disclosureOf(frame, ''))))
      return JSON.parse(json)[0] as string
    }),
  )
}
