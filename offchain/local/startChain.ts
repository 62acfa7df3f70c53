import hre from 'hardhat'

export type LocalChain = AsyncDisposable & { readonly rpcUrl: string }

/** Starts a local Hardhat chain, as `npx hardhat node` does, on 127.0.0.1. */
export async function startChain(port: number): Promise<LocalChain> {
  const server = await hre.network.createServer('node', '127.0.0.1', port)
  const { address, port: actual } = await server.listen()
  return { rpcUrl: `http://${address}:${actual}`, [Symbol.asyncDispose]: () => server.close() }
}
