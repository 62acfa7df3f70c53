import { encodeFunctionData, type Hex, keccak256, numberToHex, stringToBytes } from 'viem'
import type { Fixture } from '../../test/contracts/support/registry.ts'

/**
 * Grants the consumer access to the credential for `count` other purposes, a block for each: blocks of hundreds take
 * Hardhat ten times as long.
 */
export async function grantOthers(fixture: Fixture, credentialId: Hex, count: number): Promise<void> {
  const { consumer, owner, publicClient, registry } = fixture
  const terms = await fixture.termsOf()
  const from = owner.account.address
  const first = await publicClient.getTransactionCount({ address: from })
  const purposeOf = (index: number) => `dpv:Other${String(index).padStart(15, '0')}`

  for (let sent = 0; sent < count; sent += 1) {
    const args = [credentialId, consumer.account.address, purposeOf(sent), terms] as const
    const data = encodeFunctionData({ abi: registry.abi, functionName: 'grantAccess', args })
    // The bare request: a client's own asks for chain, gas and nonce each time.
    await owner.request({
      method: 'eth_sendTransaction',
      params: [{ from, to: registry.address, data, gas: '0x186a0', nonce: numberToHex(first + sent) }],
    })
  }

  const lastHash = keccak256(stringToBytes(purposeOf(count - 1)))
  const last = await registry.read.accessGrant([credentialId, consumer.account.address, lastHash])
  if (last.revision !== 1) throw new Error(`fewer than ${count} grants were made`)
}
