import { fieldMaskOf, fieldNamesOf } from '../../../sdk/schemas/fieldMask.ts'
import { kycLevel } from '../../../sdk/schemas/kycLevel.ts'
import { day, fetchKyc, type Issued, type Life, purposes, readKyc } from './context.ts'

/** A consumer asks for four fields, the user approves two, and the consumer reads exactly those. */
export async function requestAndUse(life: Life, { kyc }: Issued): Promise<void> {
  const { steps, people, addresses } = life
  const { user, consumer } = people
  const { credentialId } = kyc

  const { requestId, request } = await steps.does('consumer asks for four fields', () =>
    consumer.openRequest({
      owner: addresses.user,
      issuer: addresses.issuer,
      schemaId: kycLevel.id,
      fields: fieldMaskOf(kycLevel, ['kyc_level', 'age_over_18', 'country', 'sanctions_screened']),
      purpose: purposes.verification,
      duration: 2 * day,
      maxUses: 3,
    }),
  )
  await steps.does('user finds the request', async () => {
    const { items } = await user.listRequests()
    const found = items.find((entry) => entry.requestId === requestId)
    if (!found) throw new Error('The node does not list the request.')
    return { note: fieldNamesOf(kycLevel, found.request.fields).join(', ') }
  })
  await steps.does('user approves two of them, for two uses, with one signature', async () => {
    const fields = fieldMaskOf(kycLevel, ['age_over_18', 'country'])
    const approved = await user.approveRequest({ request, credentialId, fields, uses: 2 })
    return {
      ...approved,
      note: `envelope stored by ${approved.delivery.acknowledged} of ${approved.delivery.of} nodes`,
    }
  })
  await steps.does('consumer learns of the approval', async () => {
    const { transactionHash } = await consumer.waitForApproval({ requestId, deadline: request.deadline })
    return { note: `in ${transactionHash.slice(0, 10)}…` }
  })
  await steps.isRefused('consumer reads without recording a use', 'ACCESS_USE_NOT_RECORDED', () =>
    fetchKyc(life, credentialId, ['country']),
  )
  await steps.does('consumer records a use', () => consumer.recordUse({ credentialId, purpose: purposes.verification }))
  await steps.does('consumer reads the approved fields, verified', () =>
    readKyc(life, credentialId, ['age_over_18', 'country']),
  )
  await steps.does('the node is killed and restarted; the answer is the same', async () => {
    await life.stack.node.kill()
    await life.stack.node.restart()
    return readKyc(life, credentialId, ['age_over_18', 'country'])
  })
  await steps.isRefused('consumer asks for a field that was not approved', 'FIELD_NOT_GRANTED', () =>
    fetchKyc(life, credentialId, ['country', 'kyc_level']),
  )
  await steps.isRefused('consumer asks for another purpose', 'ACCESS_GRANT_NOT_FOUND', () =>
    fetchKyc(life, credentialId, ['country'], purposes.marketing),
  )
  await steps.isRefused("another consumer reads on the first one's grant", 'SESSION_NOT_FOR_CONSUMER', () =>
    people.otherConsumer.fetchCredential({
      schema: kycLevel,
      credentialId,
      fields: ['country'],
      purpose: purposes.verification,
      consumer: addresses.consumer,
    }),
  )
}
