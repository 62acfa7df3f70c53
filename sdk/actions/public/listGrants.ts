import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { type GrantEntry, grantPage, type Page } from '../../wire/history.ts'
import { type PageParameters, readPage } from './readPage.ts'

/** Grants that the account gave or holds, as their newest events left them; what is readable now is the chain to say (accessOf). */
export function listGrants(client: GrantkeepClient, parameters: PageParameters = {}): Promise<Page<GrantEntry>> {
  return readPage(client, '/v1/grants', grantPage, parameters)
}
