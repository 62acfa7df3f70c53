import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { type EventEntry, eventPage, type Page } from '../../wire/history.ts'
import { type PageParameters, readPage } from './readPage.ts'

/** Registry events that name the account as a party, newest first. */
export function listEvents(client: GrantkeepClient, parameters: PageParameters = {}): Promise<Page<EventEntry>> {
  return readPage(client, '/v1/events', eventPage, parameters)
}
