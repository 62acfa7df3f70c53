import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import { TypedDataEncoder } from 'ethers'
import fc from 'fast-check'
import { bytesToHex, concatBytes, hexToBytes, sha256, zeroHash } from 'viem'
import { fromBase64url, toBase64url } from '../../../sdk/crypto/base64url.ts'
import { toWire } from '../../../sdk/crypto/canonicalJson.ts'
import { createEncryptionKey } from '../../../sdk/crypto/encryptionKey.ts'
import { openEnvelope } from '../../../sdk/crypto/openEnvelope.ts'
import { sealEnvelope } from '../../../sdk/crypto/sealEnvelope.ts'
import { seal } from '../../../sdk/crypto/sealedBox.ts'
import { fieldsOf } from '../../../sdk/schemas/fieldMask.ts'
import { envelopeContextHashOf } from '../../../sdk/typedData/hashes.ts'
import { typedDataTypes } from '../../../sdk/typedData/types.ts'
import { type EnvelopeHeader, envelope as envelopeSchema } from '../../../sdk/wire/envelope.ts'
import { chainId, consumer, issuer, owner, registry } from '../../support/samples/parties.ts'

const context = {
  chainId,
  registry,
  credentialId: `0x${'11'.repeat(32)}`,
  recipient: consumer,
  purposeHash: `0x${'22'.repeat(32)}`,
  revision: 3,
  fields: 0b1010_0001n,
  keyVersion: 2,
} as const

const allKeys = new Map(Array.from({ length: 64 }, (_, field) => [field, crypto.getRandomValues(new Uint8Array(32))]))
const key = createEncryptionKey()
const recipientKey = key.publicKey
const code = (expected: string) => ({ code: expected })

describe('sealEnvelope', () => {
  it('refuses a split that is not offered yet', () => {
    for (const split of [{ threshold: 2, shareCount: 3 }, { shareCount: 2 }, { threshold: 0 }]) {
      assert.throws(
        () => sealEnvelope({ context, keys: allKeys, recipientKey, ...split }),
        code('ENVELOPE_SPLIT_UNSUPPORTED'),
      )
    }
  })

  it('refuses an empty field set, a missing key and a key of another length', () => {
    for (const [fields, keys] of [
      [0n, allKeys],
      [1n, new Map()],
      [1n, new Map([[0, new Uint8Array(16)]])],
    ] as const) {
      assert.throws(
        () => sealEnvelope({ context: { ...context, fields }, keys, recipientKey }),
        code('ENVELOPE_KEYS_INVALID'),
      )
    }
  })

  it('E4, E5: refuses a recipient key that is no key', () => {
    for (const invalid of [zeroHash, '0x1234'] as const) {
      assert.throws(
        () => sealEnvelope({ context, keys: allKeys, recipientKey: invalid }),
        code('ENCRYPTION_KEY_INVALID'),
      )
    }
  })

  it('I3: seals the keys of its fields alone, after the hash of its context', () => {
    const { header, shares } = sealEnvelope({ context, keys: allKeys, recipientKey })
    const { shareHashes, ...sealed } = header
    const types = { EnvelopeContext: [...typedDataTypes.EnvelopeContext] }
    const hash = TypedDataEncoder.hashStruct('EnvelopeContext', types, sealed)
    const expected = concatBytes([
      hexToBytes(hash as `0x${string}`),
      ...[0, 5, 7].map((field) => allKeys.get(field) as Uint8Array),
    ])
    assert.deepEqual(key.open(fromBase64url(shares[0] as string)), expected)
    const digest = createHash('sha256')
      .update(Buffer.from(shares[0] as string, 'base64url'))
      .digest('hex')
    assert.deepEqual(shareHashes, [`0x${digest}`])
  })

  it('fits the wire and comes back from it', () => {
    const { header, shares } = sealEnvelope({
      context: { ...context, fields: 2n ** 64n - 1n },
      keys: allKeys,
      recipientKey,
    })
    const wire = JSON.parse(JSON.stringify(toWire({ header, share: shares[0] })))
    assert.deepEqual(envelopeSchema.parse(wire), { header, share: shares[0] })
  })
})

describe('openEnvelope', () => {
  const sealed = sealEnvelope({ context, keys: allKeys, recipientKey })

  it('refuses a header of a split that is not offered yet', () => {
    const header: EnvelopeHeader = { ...sealed.header, shareCount: 2, threshold: 2 }
    assert.throws(() => openEnvelope({ ...sealed, header, key }), code('ENVELOPE_SPLIT_UNSUPPORTED'))
  })

  it('I6: refuses a share that the header does not name', () => {
    const other = sealEnvelope({ context, keys: allKeys, recipientKey })
    for (const shares of [other.shares, [], ['*'], [`${sealed.shares[0]}A`], [`${sealed.shares[0]}=`], ['']]) {
      assert.throws(() => openEnvelope({ header: sealed.header, shares, key }), code('ENVELOPE_SHARE_MISMATCH'))
    }
  })

  it('E2: refuses another key the same way as altered bytes', () => {
    assert.throws(() => openEnvelope({ ...sealed, key: createEncryptionKey() }), code('ENVELOPE_OPEN_FAILED'))
    const bytes = fromBase64url(sealed.shares[0] as string)
    bytes[70] = (bytes[70] as number) ^ 1
    const header = { ...sealed.header, shareHashes: [sha256(bytes)] }
    assert.throws(() => openEnvelope({ header, shares: [toBase64url(bytes)], key }), code('ENVELOPE_OPEN_FAILED'))
  })

  it('E7: refuses a share swapped between two grants, whichever member differs', () => {
    for (const changed of [
      { chainId: 1n },
      { registry: issuer },
      { credentialId: zeroHash },
      { recipient: owner },
      { purposeHash: zeroHash },
      { revision: 4 },
      { fields: 0b1011n },
      { fields: 0b1010_0000n },
      { keyVersion: 1 },
      { splitId: zeroHash },
    ]) {
      const header = { ...sealed.header, ...changed }
      assert.throws(() => openEnvelope({ header, shares: sealed.shares, key }), code('ENVELOPE_CONTEXT_MISMATCH'))
    }
  })

  it('refuses more or fewer keys than fields, though the sealer says so', () => {
    const { shareHashes: _, ...inner } = sealed.header
    for (const count of [0, 2, 4]) {
      const keys = Array.from({ length: count }, () => new Uint8Array(32))
      const share = seal(recipientKey, concatBytes([hexToBytes(envelopeContextHashOf(inner)), ...keys]))
      const header = { ...inner, shareHashes: [sha256(share)] }
      assert.throws(() => openEnvelope({ header, shares: [toBase64url(share)], key }), code('ENVELOPE_KEYS_INVALID'))
    }
  })

  it('gives each granted field its key', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }), (fields) => {
        const opened = openEnvelope({
          ...sealEnvelope({ context: { ...context, fields }, keys: allKeys, recipientKey }),
          key,
        })
        assert.deepEqual([...opened.keys()], fieldsOf(fields))
        for (const [field, bytes] of opened)
          assert.equal(bytesToHex(bytes), bytesToHex(allKeys.get(field) as Uint8Array))
      }),
      { numRuns: 30 },
    )
  })
})
