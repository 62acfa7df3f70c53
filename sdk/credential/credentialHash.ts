import { type Hex, sha256, stringToBytes } from 'viem'

/**
 * `credentialHash` of a credential: SHA-256 of the ASCII of the issuer-signed JWT, header.payload.signature, without
 * disclosures and without the `~` that follows it in an SD-JWT.
 */
export function credentialHashOf(jwt: string): Hex {
  return sha256(stringToBytes(jwt))
}
