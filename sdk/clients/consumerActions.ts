import type { Account, Chain, Client, Transport } from 'viem'
import { cancelRequest } from '../actions/consumer/cancelRequest.ts'
import {
  type FetchCredentialParameters,
  type FetchCredentialReturnType,
  fetchCredential,
} from '../actions/consumer/fetchCredential.ts'
import { openRequest } from '../actions/consumer/openRequest.ts'
import { recordUse } from '../actions/consumer/recordUse.ts'
import { signRequest } from '../actions/consumer/signRequest.ts'
import { waitForApproval } from '../actions/consumer/waitForApproval.ts'
import { accessOf } from '../actions/public/accessOf.ts'
import { getEncryptionKey } from '../actions/public/getEncryptionKey.ts'
import { listEvents } from '../actions/public/listEvents.ts'
import { listGrants } from '../actions/public/listGrants.ts'
import { listReceipts } from '../actions/public/listReceipts.ts'
import { listRequests } from '../actions/public/listRequests.ts'
import { publishKey } from '../actions/public/publishKey.ts'
import { setProfile } from '../actions/public/setProfile.ts'
import { approveRequestFor } from '../actions/user/approveRequestFor.ts'
import { grantAccessFor } from '../actions/user/grantAccessFor.ts'
import { revokeAccessFor } from '../actions/user/revokeAccessFor.ts'
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
  approveRequestFor,
  cancelRequest,
  grantAccessFor,
  openRequest,
  recordUse,
  revokeAccessFor,
  signRequest,
  waitForApproval,
}

/** What somebody who asks for verified fields can do; the `…For` actions send what an owner signed, and pay for it. */
export function consumerActions(parameters: GrantkeepParameters) {
  return <account extends Account | undefined>(client: Client<Transport, Chain | undefined, account>) => {
    const extended = withGrantkeep(client as Client<Transport, Chain | undefined, Account>, parameters)
    return {
      grantkeep: extended.grantkeep,
      ...bindActions(extended, actions),
      fetchCredential: <const schema extends Schema, const name extends FieldNameOf<schema>>(
        call: FetchCredentialParameters<schema, name>,
      ): Promise<FetchCredentialReturnType<schema, name>> => fetchCredential(extended, call),
    }
  }
}
