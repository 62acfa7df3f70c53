import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { TypedDataEncoder } from 'ethers'
import { z } from 'zod'
import { defineSchema, type FieldDefinition } from '../../../sdk/schemas/defineSchema.ts'
import { fieldMaskOf, fieldNamesOf, fieldsOf, fullMaskOf, maskOf } from '../../../sdk/schemas/fieldMask.ts'
import { identityDocuments } from '../../../sdk/schemas/identityDocuments.ts'
import { kycLevel } from '../../../sdk/schemas/kycLevel.ts'
import { personIdentification } from '../../../sdk/schemas/personIdentification.ts'

const claim = (name: string): FieldDefinition => ({ name, label: name, kind: 'claim', value: z.string() })
const define = (fields: readonly FieldDefinition[], name = 'urn:example:schema:1') =>
  defineSchema({ name, label: 'Example', fields })

describe('defineSchema', () => {
  it('refuses what SchemaRegistry or a verifier would refuse', () => {
    const many = Array.from({ length: 65 }, (_, index) => claim(`field_${index}`))
    for (const [fields, name] of [
      [[]],
      [many],
      [[claim('')]],
      [[claim('ä'.repeat(33))]],
      [[claim('a'), claim('a')]],
      [[claim('\ud800')]],
      [[claim('a')], ''],
      [[claim('a')], 'n'.repeat(129)],
      ...['iss', 'sub', 'exp', 'iat', 'vct', 'cnf', 'status', '_sd', '_sd_alg', '...', '__proto__'].map((reserved) => [
        [claim(reserved)],
      ]),
    ] as [FieldDefinition[], string?][]) {
      assert.throws(() => define(fields, name), { code: 'SCHEMA_INVALID' })
    }
    assert.equal(define(many.slice(1)).fields.length, 64)
  })

  it('has the id that the EIP-712 struct hash of name and field names gives', () => {
    const types = {
      Schema: [
        { name: 'name', type: 'string' },
        { name: 'fields', type: 'string[]' },
      ],
    }
    for (const { id, name, fields } of [personIdentification, kycLevel, identityDocuments]) {
      assert.equal(
        id,
        TypedDataEncoder.hashStruct('Schema', types, { name, fields: fields.map((field) => field.name) }),
      )
    }
  })

  it('never changes the schemas that credentials were issued under', () => {
    assert.deepEqual(
      [personIdentification, kycLevel, identityDocuments].map(({ name, id }) => [name, id]),
      [
        [
          'urn:grantkeep:schema:person-identification:1',
          '0xbbf432dccc68b7efaa2bbc26b1cc0a60e81fa0d3c2e60b29e3cd0d5be86592b1',
        ],
        ['urn:grantkeep:schema:kyc-level:1', '0x43bab81a470ec94fdd04be6b28a9dc07b4c71f763dee936e544055aec01432f8'],
        [
          'urn:grantkeep:schema:identity-documents:1',
          '0x18fe95884c904543b313a99b85084e4408a3c79d1ca330003ba3a69659eae6c8',
        ],
      ],
    )
  })
})

describe('fieldMask', () => {
  it('refuses names and bits that the schema does not have', () => {
    assert.throws(() => fieldMaskOf(kycLevel, ['income' as 'country']), { code: 'FIELD_UNKNOWN' })
    assert.throws(() => fieldNamesOf(kycLevel, 1n << 10n), { code: 'FIELD_UNKNOWN' })
  })

  it('turns names into bits and back, in schema order', () => {
    const mask = fieldMaskOf(kycLevel, ['country', 'age_over_18'])
    assert.equal(mask, 0b1010n)
    assert.deepEqual(fieldNamesOf(kycLevel, mask), ['age_over_18', 'country'])
    assert.equal(fullMaskOf(kycLevel), 0x3ffn)
    assert.deepEqual(fieldsOf(0x8000_0000_0000_0001n), [0, 63])
    assert.equal(maskOf([63, 0]), 0x8000_0000_0000_0001n)
  })
})
