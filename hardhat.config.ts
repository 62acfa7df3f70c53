import { createRequire } from 'node:module'
import hardhatToolboxViem from '@nomicfoundation/hardhat-toolbox-viem'
import { defineConfig } from 'hardhat/config'

const require = createRequire(import.meta.url)
const long = process.env.GRANTKEEP_TEST === 'long'

const compiler = {
  version: '0.8.37',
  // The compiler comes from npm, so that a build needs no download beyond the lock file.
  path: require.resolve('solc/soljson.js'),
  settings: { optimizer: { enabled: true, runs: 10_000 }, viaIR: true, evmVersion: 'cancun' },
  isolated: false,
  toolVersionsInBuildInfo: false,
}

export default defineConfig({
  plugins: [hardhatToolboxViem],
  // Ignition deploys the `production` profile, which takes no settings from `default`: it is the same one here, so that
  // what is tested is what is deployed.
  solidity: { profiles: { default: compiler, production: compiler } },
  networks: {
    // In-process tests: a block per transaction and no other, so that a test decides what each block holds.
    default: { type: 'edr-simulated', chainType: 'l1', chainId: 31337 },
    // `hardhat node`. Without interval mining an idle chain's head grows old and every freshness rule refuses;
    // without equal timestamps many quick transactions push its clock ahead.
    node: {
      type: 'edr-simulated',
      chainType: 'l1',
      chainId: 31337,
      allowBlocksWithSameTimestamp: true,
      mining: { auto: true, interval: 1000 },
    },
    localhost: { type: 'http', chainType: 'l1', url: process.env.GRANTKEEP_RPC_URL ?? 'http://127.0.0.1:8545' },
  },
  paths: { sources: './contracts', tests: { solidity: './test/contracts', nodejs: './test' } },
  test: {
    solidity: {
      fuzz: { runs: long ? 10_000 : 256 },
      invariant: { runs: long ? 1_000 : 64, depth: long ? 256 : 64, failOnRevert: false },
    },
  },
})
