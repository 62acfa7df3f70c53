import type { Account, Chain, Client, Transport } from 'viem'
import { type IssueCredentialParameters, issueCredential } from '../actions/issuer/issueCredential.ts'
import { type OfferCredentialParameters, offerCredential } from '../actions/issuer/offerCredential.ts'
import { registerSigningKey } from '../actions/issuer/registerSigningKey.ts'
import { reinstateCredential } from '../actions/issuer/reinstateCredential.ts'
import { revokeCredential } from '../actions/issuer/revokeCredential.ts'
import { suspendCredential } from '../actions/issuer/suspendCredential.ts'
import { uploadCredential } from '../actions/issuer/uploadCredential.ts'
import { getEncryptionKey } from '../actions/public/getEncryptionKey.ts'
import { listEvents } from '../actions/public/listEvents.ts'
import { registerSchema } from '../actions/public/registerSchema.ts'
import { setProfile } from '../actions/public/setProfile.ts'
import type { Schema } from '../schemas/defineSchema.ts'
import { bindActions, withGrantkeep } from './bindActions.ts'
import type { GrantkeepParameters } from './grantkeepClient.ts'

const actions = {
  getEncryptionKey,
  listEvents,
  registerSchema,
  setProfile,
  registerSigningKey,
  reinstateCredential,
  revokeCredential,
  suspendCredential,
  uploadCredential,
}

/** What somebody who verifies people and signs credentials can do. */
export function issuerActions(parameters: GrantkeepParameters) {
  return <account extends Account | undefined>(client: Client<Transport, Chain | undefined, account>) => {
    const extended = withGrantkeep(client as Client<Transport, Chain | undefined, Account>, parameters)
    return {
      grantkeep: extended.grantkeep,
      ...bindActions(extended, actions),
      issueCredential: <const schema extends Schema>(call: IssueCredentialParameters<schema>) =>
        issueCredential(extended, call),
      offerCredential: <const schema extends Schema>(call: OfferCredentialParameters<schema>) =>
        offerCredential(extended, call),
    }
  }
}
