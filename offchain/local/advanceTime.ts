import { createTestClient, http } from 'viem'
import { hardhat } from 'viem/chains'

/** Moves the local chain's clock ahead by so many seconds, so that windows and expiries need no waiting. */
export async function advanceTime(rpcUrl: string, seconds: number): Promise<void> {
  const chain = createTestClient({ mode: 'hardhat', chain: hardhat, transport: http(rpcUrl) })
  await chain.increaseTime({ seconds })
  await chain.mine({ blocks: 1 })
}
