import { z } from 'zod'
import { address, bytes32, uint8, uint16, uint32 } from '../../../../sdk/wire/primitives.ts'

/**
 * Arguments of the registry's events that lists are made of, as `events.args` holds them. A purpose may be any bytes here:
 * the contract bounds its length and no more.
 */

const fields = z
  .string()
  .regex(/^[0-9]{1,20}$/)
  .transform((value) => BigInt(value))
const grantKey = { credentialId: bytes32, owner: address, consumer: address, purposeHash: bytes32 }

export const requestOpened = z.object({
  requestId: bytes32,
  owner: address,
  consumer: address,
  schemaId: bytes32,
  issuer: address,
  fields,
  duration: uint32,
  maxUses: uint16,
  lockDuration: uint32,
  purpose: z.string(),
  deadline: uint32,
  salt: bytes32,
})
export const requestAnswered = z.object({ requestId: bytes32, owner: address, consumer: address })
export const requestRejected = requestAnswered.extend({ reason: uint8 })

export const accessGranted = z.object({
  ...grantKey,
  purpose: z.string(),
  fields,
  startsAt: uint32,
  expiresAt: uint32,
  lockedUntil: uint32,
  uses: uint16,
  epoch: uint16,
  revision: uint32,
  envelopeHash: bytes32,
})
export const accessRevoked = z.object({ ...grantKey, revision: uint32, effectiveAt: uint32 })
export const accessRenounced = z.object({ ...grantKey, revision: uint32 })
export const accessUsed = z.object({ ...grantKey, usesLeft: uint16, usedAt: uint32 })

/** What `events.args` holds. */
export const storedArgs = z.record(z.string(), z.union([z.string(), z.number()]))
export type StoredArgs = z.infer<typeof storedArgs>
