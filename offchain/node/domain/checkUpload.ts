import { type Hex, hexToBytes, zeroHash } from 'viem'
import { z } from 'zod'
import { contentRootOf } from '../../../sdk/credential/contentRoot.ts'
import { credentialHashOf } from '../../../sdk/credential/credentialHash.ts'
import { fieldsRootOf } from '../../../sdk/credential/fieldsRoot.ts'
import { fromBase64url, toBase64url } from '../../../sdk/crypto/base64url.ts'
import { credentialIdOf } from '../../../sdk/typedData/hashes.ts'
import type { CredentialUpload } from '../../../sdk/wire/credential.ts'
import { RefusalError } from './RefusalError.ts'
import type { Settings } from './settings.ts'
import { shareIndexOf } from './shareIndexOf.ts'

/** The one claim of the issuer's JWT that a node reads; whether the issuer signed it is the verdict's to say. */
const jwtPayload = z.looseObject({ _sd: z.array(z.string()) })

/**
 * Everything about an upload that the credential's id decides, without the chain.
 * @throws RefusalError 422
 */
export function checkUpload(credentialId: Hex, upload: CredentialUpload, settings: Settings): void {
  const { credential, jwt, commitments, content } = upload
  if (credentialIdOf(credential) !== credentialId) throw new RefusalError('CREDENTIAL_ID_MISMATCH')
  if (credentialHashOf(jwt) !== credential.credentialHash) throw new RefusalError('CREDENTIAL_HASH_MISMATCH')
  if (commitments.length !== content.length) throw new RefusalError('FIELD_COUNT_MISMATCH')
  if (fieldsRootOf(commitments) !== credential.fieldsRoot) throw new RefusalError('FIELDS_ROOT_MISMATCH')
  const digests = digestsOf(jwt)
  const expected = commitments.map((commitment) => toBase64url(hexToBytes(commitment))).sort()
  if (digests.length !== expected.length || digests.some((digest, index) => digest !== expected[index])) {
    throw new RefusalError('COMMITMENTS_MISMATCH')
  }
  if (contentRootOf(content) !== credential.contentRoot) throw new RefusalError('CONTENT_ROOT_MISMATCH')
  checkOwnerEnvelope(credentialId, upload, settings)
}

/** The digests in the JWT's `_sd`, sorted: their order there hides the order of the fields. */
function digestsOf(jwt: string): string[] {
  try {
    const payload = new TextDecoder('utf-8', { fatal: true }).decode(fromBase64url(jwt.split('.')[1] ?? ''))
    return jwtPayload.parse(JSON.parse(payload))._sd.sort()
  } catch (cause) {
    throw new RefusalError('COMMITMENTS_MISMATCH', { cause })
  }
}

function checkOwnerEnvelope(credentialId: Hex, upload: CredentialUpload, settings: Settings): void {
  const { header, share } = upload.envelope
  const wrong = Object.entries({
    chainId: header.chainId !== settings.chainId,
    registry: header.registry !== settings.registry,
    credentialId: header.credentialId !== credentialId,
    recipient: header.recipient !== upload.credential.owner,
    purposeHash: header.purposeHash !== zeroHash,
    revision: header.revision !== 0,
    fields: header.fields !== (1n << BigInt(upload.content.length)) - 1n,
    share: shareIndexOf(header, share) === undefined,
  }).flatMap(([member, isWrong]) => (isWrong ? [member] : []))
  if (wrong.length > 0) throw new RefusalError('OWNER_ENVELOPE_INVALID', { details: { members: wrong } })
}
