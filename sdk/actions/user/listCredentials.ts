import type { GrantkeepClient } from '../../clients/grantkeepClient.ts'
import type { OwnCredential } from '../../wire/credential.ts'
import { credentialPage, type Page } from '../../wire/history.ts'
import { type PageParameters, readPage } from '../public/readPage.ts'

/** Credentials about the account that the node keeps. */
export function listCredentials(
  client: GrantkeepClient,
  parameters: PageParameters = {},
): Promise<Page<OwnCredential>> {
  return readPage(client, '/v1/credentials', credentialPage, parameters)
}
