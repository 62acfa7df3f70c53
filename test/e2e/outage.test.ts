import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { advanceTime } from '../../offchain/local/advanceTime.ts'
import { deployContracts } from '../../offchain/local/deployContracts.ts'
import { freePort } from '../../offchain/local/freePort.ts'
import { addressOfRole, createParticipants } from '../../offchain/local/participants.ts'
import { startChain } from '../../offchain/local/startChain.ts'
import { startNode } from '../../offchain/local/startNode.ts'
import { joao } from '../../offchain/samples/data/people.ts'
import { latestTime } from '../../sdk/actions/public/latestTime.ts'
import { createSigningKey } from '../../sdk/crypto/signingKey.ts'
import { fieldMaskOf, kycLevel, NodeRefusalError } from '../../sdk/index.ts'

const purpose = 'dpv:IdentityVerification'

describe('law 1: without the chain there is no release', () => {
  it('B12, B7: refuses while the chain is gone, and does not take a new chain for it', async () => {
    await using opened = new AsyncDisposableStack()
    const dataDir = await mkdtemp(join(tmpdir(), 'grantkeep-'))
    opened.defer(() => rm(dataDir, { recursive: true, force: true }))
    const rpcPort = await freePort()
    const chain = await startChain(rpcPort)
    const { rpcUrl } = chain
    const deployment = await deployContracts(rpcUrl)
    const node = opened.use(await startNode({ deployment, rpcUrl, port: await freePort(), dataDir }))
    const { issuer, user, consumer, keys } = createParticipants({ rpcUrl, deployment, node })

    const signingKey = await createSigningKey()
    await issuer.registerSigningKey({ thumbprint: signingKey.thumbprint })
    await user.publishKey({ encryptionKey: keys.user })
    await consumer.publishKey({ encryptionKey: keys.consumer })
    const expiresAt = (await latestTime(user)) + 3600
    const permit = await user.permitIssuance({
      issuer: addressOfRole('issuer'),
      schemaId: kycLevel.id,
      deadline: expiresAt,
    })
    const terms = { owner: addressOfRole('user'), signingKey, expiresAt, permit }
    const { credentialId } = await issuer.issueCredential({ schema: kycLevel, claims: joao().kyc, ...terms })
    const fields = fieldMaskOf(kycLevel, ['country'])
    await user.grantAccess({ credentialId, consumer: addressOfRole('consumer'), purpose, fields, expiresAt })
    const read = () => consumer.fetchCredential({ schema: kycLevel, credentialId, fields: ['country'], purpose })
    assert.deepEqual((await read()).claims, { country: joao().kyc.country })

    await chain[Symbol.asyncDispose]()
    await assert.rejects(read(), (error: unknown) => {
      assert.ok(error instanceof NodeRefusalError)
      assert.deepEqual([error.status, error.code], [503, 'CHAIN_UNREACHABLE'])
      return true
    })
    assert.equal((await fetch(`${node.url}/healthz`)).status, 200)
    assert.equal((await fetch(`${node.url}/readyz`)).status, 503)

    // The same id, and the contracts at the same addresses, as a local chain has them after every start. Two chains of one
    // process share their first timestamp, and with it their first blocks, so this one's clock is moved.
    const other = opened.use(await startChain(rpcPort))
    await advanceTime(other.rpcUrl, 5)
    const { grantRegistry } = await deployContracts(other.rpcUrl)
    assert.equal(grantRegistry, deployment.grantRegistry)
    await assert.rejects(read(), (error: unknown) => error instanceof NodeRefusalError && error.status === 503)

    await node.kill()
    await assert.rejects(node.restart(), /STORE_CHAIN_MISMATCH/)
    assert.match(await readFile(node.logFile, 'utf8'), /STORE_CHAIN_MISMATCH/)
  })
})
