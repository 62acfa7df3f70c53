export { directoryAbi } from './abis/directory.ts'
export { grantRegistryAbi } from './abis/grantRegistry.ts'
export { schemaRegistryAbi } from './abis/schemaRegistry.ts'
export { unlimitedUses } from './actions/user/prepareAccess.ts'
export { type RejectionReason, rejectionReasons } from './actions/user/rejectRequest.ts'
export { auditorActions } from './clients/auditorActions.ts'
export { consumerActions } from './clients/consumerActions.ts'
export type { Deployment } from './clients/deployment.ts'
export type { GrantkeepClient, GrantkeepParameters } from './clients/grantkeepClient.ts'
export { issuerActions } from './clients/issuerActions.ts'
export { userActions } from './clients/userActions.ts'
export { type CreatedCredential, createCredential } from './credential/createCredential.ts'
export { type VerifiedCredential, verifyCredential } from './credential/verifyCredential.ts'
export {
  createEncryptionKey,
  type EncryptionKey,
  exportEncryptionKey,
  importEncryptionKey,
} from './crypto/encryptionKey.ts'
export {
  createSigningKey,
  exportSigningKey,
  importSigningKey,
  type SigningKey,
  signingKeyOf,
} from './crypto/signingKey.ts'
export { ContractRefusalError } from './errors/explainChainError.ts'
export { GrantkeepError } from './errors/GrantkeepError.ts'
export { NodeRefusalError, NodeUnavailableError } from './node/nodeRequest.ts'
export { verifyReceipt } from './receipts/verifyReceipt.ts'
export { defineSchema, type Schema } from './schemas/defineSchema.ts'
export { fieldMaskOf, fieldNamesOf } from './schemas/fieldMask.ts'
export type { Attachment } from './schemas/fieldTypes.ts'
export { identityDocuments } from './schemas/identityDocuments.ts'
export { kycLevel } from './schemas/kycLevel.ts'
export { personIdentification } from './schemas/personIdentification.ts'
export { domainOf } from './typedData/domain.ts'
export { credentialIdOf, envelopeHashOf, purposeHashOf, requestIdOf, schemaIdOf } from './typedData/hashes.ts'
export type { Authorization } from './typedData/signAuthorization.ts'
export { typedDataTypes } from './typedData/types.ts'
export type { Credential, CredentialStatus } from './wire/credential.ts'
export type { Receipt } from './wire/receipt.ts'
export type { AccessRequest } from './wire/request.ts'
