import type { Address, Hex } from 'viem'
import { addressOf, type GrantkeepClient } from '../../clients/grantkeepClient.ts'
import { type Authorization, signAuthorization } from '../../typedData/signAuthorization.ts'

export type PermitIssuanceParameters = {
  readonly issuer: Address
  readonly schemaId: Hex
  /** Unix seconds; verification can take days. */
  readonly deadline: number
}

/** Signs that one issuer may issue one credential of one schema to the client's account, until `deadline`. */
export function permitIssuance(client: GrantkeepClient, parameters: PermitIssuanceParameters): Promise<Authorization> {
  const { issuer, schemaId, deadline } = parameters
  return signAuthorization(client, 'IssuancePermit', { owner: addressOf(client), issuer, schemaId }, deadline)
}
