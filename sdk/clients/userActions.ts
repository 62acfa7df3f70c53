import type { Account, Chain, Client, Transport } from 'viem'
import { accessOf } from '../actions/public/accessOf.ts'
import { getEncryptionKey } from '../actions/public/getEncryptionKey.ts'
import { listEvents } from '../actions/public/listEvents.ts'
import { listGrants } from '../actions/public/listGrants.ts'
import { listReceipts } from '../actions/public/listReceipts.ts'
import { listRequests } from '../actions/public/listRequests.ts'
import { publishKey } from '../actions/public/publishKey.ts'
import { setProfile } from '../actions/public/setProfile.ts'
import { acceptCredential } from '../actions/user/acceptCredential.ts'
import { approveRequest } from '../actions/user/approveRequest.ts'
import { approveRequestFor } from '../actions/user/approveRequestFor.ts'
import { deliverEnvelope } from '../actions/user/deliverEnvelope.ts'
import { grantAccess } from '../actions/user/grantAccess.ts'
import { grantAccessFor } from '../actions/user/grantAccessFor.ts'
import { listCredentials } from '../actions/user/listCredentials.ts'
import { permitIssuance } from '../actions/user/permitIssuance.ts'
import {
  type ReadCredentialParameters,
  type ReadCredentialReturnType,
  readCredential,
} from '../actions/user/readCredential.ts'
import { rejectRequest } from '../actions/user/rejectRequest.ts'
import { revokeAccess } from '../actions/user/revokeAccess.ts'
import { revokeAccessFor } from '../actions/user/revokeAccessFor.ts'
import { revokeAllAccess } from '../actions/user/revokeAllAccess.ts'
import { signApproveRequest } from '../actions/user/signApproveRequest.ts'
import { signGrantAccess } from '../actions/user/signGrantAccess.ts'
import { signRevokeAccess } from '../actions/user/signRevokeAccess.ts'
import { withdrawCredential } from '../actions/user/withdrawCredential.ts'
import type { Schema } from '../schemas/defineSchema.ts'
import type { FieldNameOf } from '../schemas/fieldTypes.ts'
import { bindActions, withGrantkeep } from './bindActions.ts'
import type { GrantkeepParameters } from './grantkeepClient.ts'

const actions = {
  accessOf,
  getEncryptionKey,
  listEvents,
  listGrants,
  listReceipts,
  listRequests,
  publishKey,
  setProfile,
  acceptCredential,
  approveRequest,
  approveRequestFor,
  deliverEnvelope,
  grantAccess,
  grantAccessFor,
  listCredentials,
  permitIssuance,
  rejectRequest,
  revokeAccess,
  revokeAccessFor,
  revokeAllAccess,
  signApproveRequest,
  signGrantAccess,
  signRevokeAccess,
  withdrawCredential,
}

/**
 * What the person whom credentials are about can do.
 * @example
 * const user = createClient({ account, chain, transport: http() }).extend(
 *   userActions({ deployment, nodes: ['https://node.example'], encryptionKeys: [key] }),
 * )
 */
export function userActions(parameters: GrantkeepParameters) {
  return <account extends Account | undefined>(client: Client<Transport, Chain | undefined, account>) => {
    const extended = withGrantkeep(client as Client<Transport, Chain | undefined, Account>, parameters)
    return {
      grantkeep: extended.grantkeep,
      ...bindActions(extended, actions),
      readCredential: <const schema extends Schema, const name extends FieldNameOf<schema> = FieldNameOf<schema>>(
        call: ReadCredentialParameters<schema, name>,
      ): Promise<ReadCredentialReturnType<schema, name>> => readCredential(extended, call),
    }
  }
}
