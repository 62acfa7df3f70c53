import type { Account, Chain, Client, Transport } from 'viem'
import { history } from '../actions/auditor/history.ts'
import { verifyReceipts } from '../actions/auditor/verifyReceipts.ts'
import { accessOf } from '../actions/public/accessOf.ts'
import { bindActions, withGrantkeep } from './bindActions.ts'
import type { GrantkeepParameters } from './grantkeepClient.ts'

const actions = { accessOf, history, verifyReceipts }

/** What somebody who reads the history from the chain can do; needs no account, and never sees content. */
export function auditorActions(parameters: Pick<GrantkeepParameters, 'deployment'>) {
  return <account extends Account | undefined>(client: Client<Transport, Chain | undefined, account>) => {
    const extended = withGrantkeep(client, { ...parameters, nodes: [] })
    return { grantkeep: extended.grantkeep, ...bindActions(extended, actions) }
  }
}
