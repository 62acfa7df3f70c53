import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { type Page, receiptPage } from '../../wire/history.ts'
import type { Receipt } from '../../wire/receipt.ts'
import { type PageParameters, readPage } from './readPage.ts'

/** The node receipts of releases and denials that name the account as a party; verifyReceipt checks each. */
export function listReceipts(client: GrantkeepClient, parameters: PageParameters = {}): Promise<Page<Receipt>> {
  return readPage(client, '/v1/receipts', receiptPage, parameters)
}
