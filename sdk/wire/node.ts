import { z } from 'zod'
import { address, bytes32, uint32, uint256 } from './primitives.ts'

/** `GET /v1/node`: who answers, and which chain it reads. */
export const nodeInformation = z.strictObject({
  /** Ed25519 public key that signs receipts. */
  node: bytes32,
  version: z.string(),
  chainId: uint256,
  registry: address,
  directory: address,
  schemaRegistry: address,
  /** Head of the index; decisions read the chain itself. */
  head: z.strictObject({ number: uint256, hash: bytes32, timestamp: uint32 }).optional(),
})
export type NodeInformation = z.infer<typeof nodeInformation>

/** Every refusal: a stable code, a sentence, and where the code is explained. */
export const errorBody = z.strictObject({
  code: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
  message: z.string(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])).optional(),
  docsPath: z.string().optional(),
})
export type ErrorBody = z.infer<typeof errorBody>
