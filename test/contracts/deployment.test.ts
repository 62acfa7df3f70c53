import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { network } from 'hardhat'
import { type Address, size } from 'viem'
import grantkeepModule from '../../ignition/modules/Grantkeep.ts'
import { directoryAbi } from '../../sdk/abis/directory.ts'
import { grantRegistryAbi } from '../../sdk/abis/grantRegistry.ts'
import { schemaRegistryAbi } from '../../sdk/abis/schemaRegistry.ts'

const maxRuntimeSize = 24_000
const abis = { grantRegistry: grantRegistryAbi, directory: directoryAbi, schemaRegistry: schemaRegistryAbi }

describe('Grantkeep', () => {
  describe('deployment', () => {
    for (const [name, abi] of Object.entries(abis) as [keyof typeof abis, readonly AbiEntry[]][]) {
      it(`${name} is deployed by Ignition, and its code is at most ${maxRuntimeSize} bytes`, async (t) => {
        const { ignition, viem } = await network.create()
        const { [name]: contract } = (await ignition.deploy(grantkeepModule)) as Record<keyof typeof abis, Deployed>
        const publicClient = await viem.getPublicClient()
        const code = await publicClient.getCode({ address: contract.address })
        assert.ok(code)
        t.diagnostic(`${name}: ${size(code)} bytes`)
        assert.ok(size(code) <= maxRuntimeSize, `${size(code)} bytes`)
      })

      it(`C25: ${name} takes no ether and has no fallback`, async () => {
        const { ignition, viem } = await network.create()
        const { [name]: contract } = (await ignition.deploy(grantkeepModule)) as Record<keyof typeof abis, Deployed>
        assert.deepEqual(
          abi.filter(
            ({ stateMutability, type }) => stateMutability === 'payable' || ['fallback', 'receive'].includes(type),
          ),
          [],
        )
        const [wallet] = await viem.getWalletClients()
        assert.ok(wallet)
        await assert.rejects(wallet.sendTransaction({ to: contract.address, value: 1n }))
        await assert.rejects(wallet.sendTransaction({ to: contract.address, data: '0xffffffff' }))
      })

      it(`C19: ${name} has neither delegatecall nor selfdestruct`, async () => {
        const { ignition, viem } = await network.create()
        const { [name]: contract } = (await ignition.deploy(grantkeepModule)) as Record<keyof typeof abis, Deployed>
        const publicClient = await viem.getPublicClient()
        const code = (await publicClient.getCode({ address: contract.address })) ?? '0x'
        const used = opcodesOf(Buffer.from(code.slice(2), 'hex'))
        for (const forbidden of [0xf2, 0xf4, 0xff])
          assert.ok(!used.has(forbidden), `opcode 0x${forbidden.toString(16)}`)
      })
    }

    it('C17, C18: nobody owns, pauses or upgrades GrantRegistry', () => {
      const names = grantRegistryAbi.flatMap((entry) => (entry.type === 'function' ? [entry.name] : []))
      assert.deepEqual(
        names.filter((name) => /owner|admin|pause|upgrade|role|initialize/i.test(name)),
        [],
      )
    })
  })
})

type Deployed = { address: Address }
type AbiEntry = { type: string; stateMutability?: string }

/** The opcodes of the code, without what is pushed as data and without the metadata at its end. */
function opcodesOf(code: Buffer): Set<number> {
  const end = code.length - 2 - code.readUInt16BE(code.length - 2)
  const used = new Set<number>()
  for (let at = 0; at < end; at += 1) {
    const opcode = code[at] ?? 0
    used.add(opcode)
    if (opcode >= 0x60 && opcode <= 0x7f) at += opcode - 0x5f
  }
  return used
}
