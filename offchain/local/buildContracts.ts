import hre from 'hardhat'

/**
 * Compiles the contracts where they changed since the last time; their tests are left aside.
 *
 * @param onFirst - Called before the first time, which takes up to half a minute.
 */
export async function buildContracts(onFirst: () => void): Promise<void> {
  if ((await hre.artifacts.getAllFullyQualifiedNames()).size === 0) onFirst()
  await hre.tasks.getTask('build').run({ quiet: true, noTests: true })
}
