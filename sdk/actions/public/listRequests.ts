import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { type Page, type RequestEntry, requestPage } from '../../wire/history.ts'
import { type PageParameters, readPage } from './readPage.ts'

/** Access requests that name the account as a party, newest first, as the node has indexed them. */
export function listRequests(client: GrantkeepClient, parameters: PageParameters = {}): Promise<Page<RequestEntry>> {
  return readPage(client, '/v1/requests', requestPage, parameters)
}
