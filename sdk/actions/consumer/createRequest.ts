import { type Address, bytesToHex, type Hex, zeroAddress } from 'viem'
import { addressOf, type GrantkeepClient } from '../../clients/grantkeepClient.ts'
import type { AccessRequest } from '../../wire/request.ts'
import { latestTime } from '../public/latestTime.ts'

export type RequestParameters = {
  readonly owner: Address
  readonly schemaId: Hex
  /** Bit n asks for the schema's n-th field; `fieldMaskOf(schema, names)` makes it. */
  readonly fields: bigint
  readonly purpose: string
  /** Seconds that the grant may last. */
  readonly duration: number
  /** The issuer to accept; any by default. */
  readonly issuer?: Address | undefined
  /** One by default. */
  readonly maxUses?: number | undefined
  /** Seconds in which the owner may not take the grant back; none by default. */
  readonly lockDuration?: number | undefined
  /** Unix seconds; a week ahead by default. */
  readonly deadline?: number | undefined
}

const week = 7 * 86_400

/** Completes what a consumer asks for to an `AccessRequest` of its own, with a fresh salt. */
export async function createRequest(client: GrantkeepClient, parameters: RequestParameters): Promise<AccessRequest> {
  return {
    consumer: addressOf(client),
    owner: parameters.owner,
    schemaId: parameters.schemaId,
    issuer: parameters.issuer ?? zeroAddress,
    fields: parameters.fields,
    duration: parameters.duration,
    maxUses: parameters.maxUses ?? 1,
    lockDuration: parameters.lockDuration ?? 0,
    purpose: parameters.purpose,
    deadline: parameters.deadline ?? (await latestTime(client)) + week,
    salt: bytesToHex(crypto.getRandomValues(new Uint8Array(32))),
  }
}
