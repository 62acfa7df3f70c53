import { sha256 } from 'viem'
import { fromBase64url } from '../../../sdk/crypto/base64url.ts'
import type { EnvelopeHeader } from '../../../sdk/wire/envelope.ts'

/** Which of the header's shares this is; undefined where it is none of them, or not spelled canonically. */
export function shareIndexOf(header: EnvelopeHeader, share: string): number | undefined {
  const index = header.shareHashes.indexOf(hashOf(share) ?? '0x')
  return index < 0 ? undefined : index
}

function hashOf(share: string) {
  try {
    return sha256(fromBase64url(share))
  } catch {
    return undefined
  }
}
