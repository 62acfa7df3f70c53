import type { Hex } from 'viem'
import { writeTo } from '../../clients/contracts.ts'
import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import type { CreatedCredential } from '../../credential/createCredential.ts'
import type { Schema } from '../../schemas/defineSchema.ts'
import type { Authorization } from '../../typedData/signAuthorization.ts'
import type { Delivery } from '../user/deliverEnvelope.ts'
import { type CredentialStatement, prepareCredential } from './prepareCredential.ts'
import { type UploadCredentialParameters, uploadCredential } from './uploadCredential.ts'

export type IssueCredentialParameters<S extends Schema> = CredentialStatement<S> &
  Pick<UploadCredentialParameters, 'onProgress' | 'signal'> & {
    /** The owner's `permitIssuance`, given up front. */
    readonly permit: Authorization
  }
export type IssueCredentialReturnType = {
  readonly credentialId: Hex
  readonly transactionHash: Hex
  readonly gasUsed: bigint
  /** To keep until every node has acknowledged it; `uploadCredential` resumes with it. */
  readonly created: CreatedCredential
  readonly delivery: Delivery
}

/**
 * Issues a credential: signs it, encrypts it to its owner, registers it on chain with the owner's permit, and hands the
 * ciphertext to the nodes.
 * @throws ContractRefusalError e.g. `NONCE_ALREADY_USED` where the permit was used, `SIGNATURE_EXPIRED`
 * @throws GrantkeepError `ENCRYPTION_KEY_NOT_PUBLISHED` where the owner has no key yet
 * @throws Everything that `createCredential` throws.
 */
export async function issueCredential<const S extends Schema>(
  client: GrantkeepClient,
  parameters: IssueCredentialParameters<S>,
): Promise<IssueCredentialReturnType> {
  const { permit, onProgress, signal, ...statement } = parameters
  const created = await prepareCredential<S>(client, statement as unknown as CredentialStatement<S>)
  const receipt = await writeTo(client, 'grantRegistry', 'issueCredential', [created.credential, permit])
  const delivery = await uploadCredential(client, { created, onProgress, signal })
  const { transactionHash, gasUsed } = receipt
  return { credentialId: created.credentialId, transactionHash, gasUsed, created, delivery }
}
