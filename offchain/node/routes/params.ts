import { z } from 'zod'
import { maxChunksPerField } from '../../../sdk/wire/credential.ts'
import { address, bytes32 } from '../../../sdk/wire/primitives.ts'

/** A number in a path, in its one decimal spelling. */
const index = (max: number) =>
  z
    .string()
    .regex(/^(0|[1-9][0-9]{0,3})$/, 'Expected a number without leading zeros')
    .transform(Number)
    .refine((value) => value <= max, `Expected at most ${max}`)

const field = index(63)
const chunk = index(maxChunksPerField - 1)

export const credentialParams = z.strictObject({ credentialId: bytes32 })
export const chunkParams = z.strictObject({ credentialId: bytes32, field, chunk })
export const envelopeParams = z.strictObject({ credentialId: bytes32, recipient: address, purposeHash: bytes32 })
export const releaseChunkParams = z.strictObject({ releaseId: bytes32, field, chunk })
