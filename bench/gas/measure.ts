import type { Hex } from 'viem'
import { deployRegistry, type Fixture } from '../../test/contracts/support/registry.ts'
import { accountOf, type GasAccount } from './account.ts'
import { type CallName, calls } from './calls.ts'

/** What `name` takes on a chain of its own. The chain is reproducible, so that the figure is the same to the unit. */
export async function measure(name: CallName): Promise<GasAccount> {
  const fixture = await deployRegistry({ reproducible: true })
  return accountFor(fixture, name, await calls[name](fixture))
}

/** A view's account is what it executes: it is sent as a transaction only to be measured. */
export async function accountFor({ publicClient }: Fixture, name: CallName, hash: Hex): Promise<GasAccount> {
  const account = await accountOf(publicClient, hash)
  return name === 'accessOf' ? executionOf(account) : account
}

function executionOf({ gas, floor, parts, above }: GasAccount): GasAccount {
  const sent = parts.intrinsic + parts.calldata
  return { gas: gas - sent, floor: floor - sent, parts: { ...parts, intrinsic: 0, calldata: 0 }, above }
}
