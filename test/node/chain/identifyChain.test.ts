import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { zeroAddress } from 'viem'
import { identifyChain } from '../../../offchain/node/chain/identifyChain.ts'
import { createRpc } from '../../../offchain/node/chain/rpc.ts'
import { startAnvil } from '../../support/chainAnvil.ts'
import { startChainProxy } from '../../support/chainProxy.ts'
import { deployRegistry } from '../../support/chainRegistry.ts'

describe('identifyChain', () => {
  it('finds the deployment block, wherever it is', async () => {
    for (const blocksBefore of [0, 1, 12]) {
      await using anvil = await startAnvil()
      if (blocksBefore > 0) await anvil.mine(blocksBefore)
      const registry = await deployRegistry(anvil.url)
      await anvil.mine(5)
      const rpc = createRpc({ url: anvil.url })
      const found = await identifyChain({ rpc, chainId: 31337n, registry: registry.address })
      const block = await anvil.client.getBlock({ blockNumber: registry.deploymentBlock })
      assert.deepEqual(found, {
        identity: { chainId: 31337n, registry: registry.address, deploymentBlockHash: block.hash },
        deploymentBlock: BigInt(blocksBefore + 1),
      })
    }
  })

  it('B13, B14: refuses another chain, and an address without code', async () => {
    await using anvil = await startAnvil()
    const rpc = createRpc({ url: anvil.url })
    await assert.rejects(identifyChain({ rpc, chainId: 1n, registry: zeroAddress }), { code: 'CHAIN_ID_MISMATCH' })
    await assert.rejects(identifyChain({ rpc, chainId: 31337n, registry: zeroAddress }), { code: 'CHAIN_NO_CODE' })
  })

  it('takes a configured deployment block where the chain’s node keeps no old state', async () => {
    await using anvil = await startAnvil()
    const { address, deploymentBlock } = await deployRegistry(anvil.url)
    await anvil.mine(10)
    await using proxy = await startChainProxy(anvil.url)
    proxy.fault = ({ id, method, params }, forward) =>
      method === 'eth_getCode' && typeof params[1] === 'string'
        ? { jsonrpc: '2.0', id, error: { code: -32000, message: 'missing trie node' } }
        : forward()
    const rpc = createRpc({ url: proxy.url })
    await assert.rejects(identifyChain({ rpc, chainId: 31337n, registry: address }), {
      code: 'CHAIN_HISTORY_UNAVAILABLE',
    })
    const found = await identifyChain({ rpc, chainId: 31337n, registry: address, deploymentBlock })
    assert.equal(found.deploymentBlock, deploymentBlock)
  })
})
