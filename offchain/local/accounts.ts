import type { HDAccount } from 'viem'
import { mnemonicToAccount } from 'viem/accounts'

/** Hardhat's public development mnemonic: whatever these accounts own is worth nothing. */
const mnemonic = 'test test test test test test test test test test test junk'

const roles = ['deployer', 'issuer', 'user', 'consumer', 'otherConsumer', 'rogueIssuer', 'relayer', 'auditor'] as const
export type Role = (typeof roles)[number]

/** The local chain's funded accounts, one a role. */
export const localAccounts = Object.fromEntries(
  roles.map((role, addressIndex) => [role, mnemonicToAccount(mnemonic, { addressIndex })]),
) as Readonly<Record<Role, HDAccount>>
