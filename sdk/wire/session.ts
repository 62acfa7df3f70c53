import { z } from 'zod'
import { address, uint32, uint256 } from './primitives.ts'

/** `POST /v1/auth/nonce` */
export const nonceRequest = z.strictObject({ address })
/** What to put into the SIWE (ERC-4361) message, byte for byte. */
export const nonceResult = z.strictObject({
  nonce: z.string().regex(/^[A-Za-z0-9]{22,64}$/),
  domain: z.string(),
  uri: z.string(),
  chainId: uint256,
  statement: z.string(),
  /** Unix seconds; the nonce is void from then on. */
  expiresAt: uint32,
})
export type NonceResult = z.infer<typeof nonceResult>

/** `POST /v1/auth/session` */
export const sessionRequest = z.strictObject({
  message: z.string().max(2048),
  signature: z
    .string()
    .max(16_386)
    .regex(/^0x([0-9a-fA-F]{2})*$/)
    .transform((value) => value as `0x${string}`),
})
export const sessionResult = z.strictObject({
  /** Bearer token; 256 random bits as base64url. */
  token: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  address,
  /** Unix seconds. */
  expiresAt: uint32,
})
export type SessionResult = z.infer<typeof sessionResult>
