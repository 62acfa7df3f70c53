import { type Hex, hashStruct, keccak256, stringToBytes } from 'viem'
import type { Credential } from '../wire/credential.ts'
import type { EnvelopeContext, EnvelopeHeader } from '../wire/envelope.ts'
import type { AccessRequest } from '../wire/request.ts'
import { typedDataTypes } from './types.ts'

/** `credentialId`: EIP-712 struct hash of the credential header. */
export function credentialIdOf(credential: Credential): Hex {
  return hashStruct({ data: credential, primaryType: 'Credential', types: typedDataTypes })
}

/** `requestId`: EIP-712 struct hash of the access request. */
export function requestIdOf(request: AccessRequest): Hex {
  return hashStruct({ data: request, primaryType: 'AccessRequest', types: typedDataTypes })
}

/** `schemaId`: EIP-712 struct hash of the schema's name and its field names, in bit order. */
export function schemaIdOf(schema: { readonly name: string; readonly fields: readonly string[] }): Hex {
  return hashStruct({ data: { ...schema }, primaryType: 'Schema', types: typedDataTypes })
}

/** `envelopeHash`: EIP-712 struct hash of the envelope header, named by the owner's signature over a grant. */
export function envelopeHashOf(header: EnvelopeHeader): Hex {
  return hashStruct({ data: header, primaryType: 'EnvelopeHeader', types: typedDataTypes })
}

/** What is sealed beside the field keys: all of the header but the hashes of the sealed shares themselves. */
export function envelopeContextHashOf(context: EnvelopeContext): Hex {
  return hashStruct({ data: context, primaryType: 'EnvelopeContext', types: typedDataTypes })
}

/** keccak256 of the purpose's UTF-8 bytes: the third part of a grant's key. */
export function purposeHashOf(purpose: string): Hex {
  return keccak256(stringToBytes(purpose))
}
