import { z } from 'zod'
import { address, bytes32, fieldMask, purpose, uint16, uint32 } from './primitives.ts'

/** `AccessRequest` of `IAccessRequests.sol`; `requestId` is its EIP-712 struct hash. */
export const accessRequest = z.strictObject({
  consumer: address,
  owner: address,
  schemaId: bytes32,
  issuer: address,
  fields: fieldMask,
  duration: uint32.min(1),
  maxUses: uint16.min(1),
  lockDuration: uint32,
  purpose,
  deadline: uint32,
  salt: bytes32,
})
export type AccessRequest = z.infer<typeof accessRequest>
