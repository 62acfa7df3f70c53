import hre from 'hardhat'

/** A Hardhat chain in this process, served as JSON-RPC on a free port of 127.0.0.1. */
export async function startHardhat(network: 'default' | 'node' = 'default') {
  const server = await hre.network.createServer(network, '127.0.0.1', 0)
  const { port } = await server.listen()
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => server.close() }
}
