import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createClient, custom, HttpRequestError, UserRejectedRequestError, zeroAddress, zeroHash } from 'viem'
import { toAccount } from 'viem/accounts'
import { ContractRefusalError, consumerActions, GrantkeepError, userActions } from '../../../sdk/index.ts'

const deployment = { chainId: 1, grantRegistry: zeroAddress, directory: zeroAddress, schemaRegistry: zeroAddress }
const refuses = () => Promise.reject(new UserRejectedRequestError(new Error('no')))
const account = toAccount({
  address: '0x00000000000000000000000000000000000000A1',
  signMessage: refuses,
  signTypedData: refuses,
  signTransaction: refuses,
})

/** A client whose chain answers every call with `answer`. */
function clientOf(answer: () => Promise<unknown>) {
  return createClient({ account, transport: custom({ request: answer }, { retryCount: 0 }) })
}
const hasCode = (code: string) => (error: unknown) => error instanceof GrantkeepError && error.code === code

describe('explainChainError', () => {
  it('G12: says that the wallet refused, whatever was to be signed', async () => {
    const client = clientOf(refuses)
    const user = client.extend(userActions({ deployment, nodes: [] }))
    const permit = user.permitIssuance({ issuer: zeroAddress, schemaId: zeroHash, deadline: 1 })
    await assert.rejects(permit, hasCode('WALLET_REJECTED'))
    const consumer = client.extend(consumerActions({ deployment, nodes: [] }))
    const request = { owner: zeroAddress, schemaId: zeroHash, fields: 1n, purpose: 'p', duration: 1, deadline: 1 }
    await assert.rejects(consumer.signRequest(request), hasCode('WALLET_REJECTED'))
  })

  it('says that the chain did not answer, and keeps the cause', async () => {
    const consumer = clientOf(() => Promise.reject(new HttpRequestError({ url: 'https://rpc.example' }))).extend(
      consumerActions({ deployment, nodes: [] }),
    )
    await assert.rejects(consumer.recordUse({ credentialId: zeroHash, purpose: 'p' }), (error: unknown) => {
      assert.ok(error instanceof GrantkeepError && !(error instanceof ContractRefusalError))
      assert.equal(error.code, 'CHAIN_REQUEST_FAILED')
      assert.ok(error.cause instanceof Error)
      return true
    })
  })
})
