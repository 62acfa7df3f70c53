import { fieldMaskOf } from '../../../sdk/schemas/fieldMask.ts'
import { kycLevel } from '../../../sdk/schemas/kycLevel.ts'
import { advanceTime } from '../advanceTime.ts'
import { chainTime, day, fetchKyc, hour, type Issued, type Life, minute, purposes, readKyc } from './context.ts'

/** Windows close, starts are ahead, grants narrow and expire. The local chain's clock is moved, nobody waits. */
export async function passTime(life: Life, { kyc }: Issued): Promise<void> {
  const { stack, steps, people, addresses } = life
  const { user, consumer } = people
  const { credentialId } = kyc
  const toConsumer = { credentialId, consumer: addresses.consumer }

  await advanceTime(stack.rpcUrl, 15 * minute)
  await steps.isRefused('the use is 15 minutes old', 'ACCESS_USE_WINDOW_CLOSED', () =>
    fetchKyc(life, credentialId, ['country']),
  )
  await steps.does('consumer records the second use', () =>
    consumer.recordUse({ credentialId, purpose: purposes.verification }),
  )
  await steps.does('consumer reads again', () => readKyc(life, credentialId, ['age_over_18', 'country']))

  await steps.does('user narrows the grant to one field', async () => {
    const fields = fieldMaskOf(kycLevel, ['country'])
    const expiresAt = (await chainTime(life)) + day
    return user.grantAccess({ ...toConsumer, purpose: purposes.verification, fields, expiresAt, uses: 1 })
  })
  await steps.isRefused('consumer asks for the field that was taken back', 'FIELD_NO_LONGER_GRANTED', () =>
    fetchKyc(life, credentialId, ['age_over_18']),
  )
  await steps.does('consumer still reads the field that was left', () => readKyc(life, credentialId, ['country']))

  const accounts = { ...toConsumer, purpose: purposes.accounts, fields: fieldMaskOf(kycLevel, ['kyc_level']) }
  await steps.does('user grants another purpose, from tomorrow', async () => {
    const now = await chainTime(life)
    return user.grantAccess({ ...accounts, startsAt: now + day, expiresAt: now + 2 * day })
  })
  await steps.isRefused('consumer reads before the start', 'ACCESS_GRANT_NOT_STARTED', () =>
    fetchKyc(life, credentialId, ['kyc_level'], purposes.accounts),
  )
  await steps.does('user lets it begin now, for one hour', async () =>
    user.grantAccess({ ...accounts, expiresAt: (await chainTime(life)) + hour }),
  )
  await steps.does('consumer reads within the hour', () =>
    readKyc(life, credentialId, ['kyc_level'], purposes.accounts),
  )
  await advanceTime(stack.rpcUrl, hour)
  await steps.isRefused('consumer reads after the expiry', 'ACCESS_GRANT_EXPIRED', () =>
    fetchKyc(life, credentialId, ['kyc_level'], purposes.accounts),
  )
}
