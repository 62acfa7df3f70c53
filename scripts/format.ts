// Formats everything that `npm run check` checks the format of.
import { spawnSync } from 'node:child_process'

process.chdir(`${import.meta.dirname}/..`)

const commands = [
  ['biome', 'check', '--write'],
  ['prettier', '--write', '--log-level=warn', '{contracts,test}/**/*.sol'],
] as const

for (const [file, ...args] of commands) {
  const { status } = spawnSync(file, args, { stdio: 'inherit' })
  if (status !== 0) process.exitCode = 1
}
