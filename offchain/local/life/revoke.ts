import { fieldMaskOf } from '../../../sdk/schemas/fieldMask.ts'
import { kycLevel } from '../../../sdk/schemas/kycLevel.ts'
import { chainTime, day, fetchKyc, type Issued, type Life, purposes, readKyc } from './context.ts'

/** The issuer puts its word on hold, the user ends one grant, then all. */
export async function revoke(life: Life, { kyc }: Issued): Promise<void> {
  const { steps, people, addresses } = life
  const { issuer, user } = people
  const { credentialId } = kyc
  const toConsumer = { credentialId, consumer: addresses.consumer, fields: fieldMaskOf(kycLevel, ['country']) }
  const expiresAt = (await chainTime(life)) + day

  await steps.does('user grants two purposes', async () => {
    await user.grantAccess({ ...toConsumer, purpose: purposes.accounts, expiresAt })
    return user.grantAccess({ ...toConsumer, purpose: purposes.verification, expiresAt })
  })
  await issuer.suspendCredential({ credential: kyc.credential })
  await steps.isRefused('consumer reads while the issuer has put its word on hold', 'CREDENTIAL_STATUS_INVALID', () =>
    fetchKyc(life, credentialId, ['country']),
  )
  await issuer.reinstateCredential({ credential: kyc.credential })
  await steps.does('issuer stands by it again; consumer reads', () => readKyc(life, credentialId, ['country']))

  await steps.does('user revokes one grant', () => user.revokeAccess({ ...toConsumer, purpose: purposes.verification }))
  await steps.isRefused('consumer reads after the revocation', 'ACCESS_GRANT_REVOKED', () =>
    fetchKyc(life, credentialId, ['country']),
  )
  await steps.does('the other purpose is still granted', () =>
    readKyc(life, credentialId, ['country'], purposes.accounts),
  )
  await steps.does('user revokes all access to the credential', () => user.revokeAllAccess({ credentialId }))
  await steps.isRefused('consumer reads after that', 'ACCESS_GRANT_REVOKED', () =>
    fetchKyc(life, credentialId, ['country'], purposes.accounts),
  )
}
