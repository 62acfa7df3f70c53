import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as sdk from '../../sdk/index.ts'

describe('sdk/index.ts', () => {
  it('exports these names and no others', () => {
    assert.deepEqual(Object.keys(sdk).sort(), [
      'ContractRefusalError',
      'GrantkeepError',
      'NodeRefusalError',
      'NodeUnavailableError',
      'auditorActions',
      'consumerActions',
      'createCredential',
      'createEncryptionKey',
      'createSigningKey',
      'credentialIdOf',
      'defineSchema',
      'directoryAbi',
      'domainOf',
      'envelopeHashOf',
      'exportEncryptionKey',
      'exportSigningKey',
      'fieldMaskOf',
      'fieldNamesOf',
      'grantRegistryAbi',
      'identityDocuments',
      'importEncryptionKey',
      'importSigningKey',
      'issuerActions',
      'kycLevel',
      'personIdentification',
      'purposeHashOf',
      'rejectionReasons',
      'requestIdOf',
      'schemaIdOf',
      'schemaRegistryAbi',
      'signingKeyOf',
      'typedDataTypes',
      'unlimitedUses',
      'userActions',
      'verifyCredential',
      'verifyReceipt',
    ])
  })
})
