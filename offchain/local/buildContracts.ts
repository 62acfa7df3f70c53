import { existsSync } from 'node:fs'
import hre from 'hardhat'

/**
 * Compiles the contracts where they changed since the last time; their tests are left aside.
 *
 * @param onFirst - Called before the first time, which takes up to half a minute.
 */
export async function buildContracts(onFirst: () => void): Promise<void> {
  // Hardhat's own list of artifacts would be kept as it is now, and what is built next not be found.
  if (!existsSync(hre.config.paths.artifacts)) onFirst()
  await hre.tasks.getTask('build').run({ quiet: true, noTests: true })
}
