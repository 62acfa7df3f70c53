// Everything that a reader should not have to look for: types, format, lint, generated files. Runs every check even
// if one fails, and prints one line for each.
import { spawn } from 'node:child_process'

process.chdir(`${import.meta.dirname}/..`)

const checks: readonly { name: string; command: readonly string[] }[] = [
  { name: 'types', command: ['tsc'] },
  { name: 'format', command: ['biome', 'format'] },
  { name: 'lint', command: ['biome', 'check', '--formatter-enabled=false', '--error-on-warnings'] },
  { name: 'Solidity format', command: ['prettier', '--check', '--log-level=warn', '{contracts,test}/**/*.sol'] },
  { name: 'Solidity lint', command: ['solhint', '--disc', '--noPoster', '--max-warnings=0', 'contracts/**/*.sol'] },
  { name: 'generated ABIs', command: ['node', 'scripts/abis.ts', '--check'] },
]

let failed = 0
for (const { name, command } of checks) {
  const started = performance.now()
  const { code, output } = await collect(command)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`)
  if (code === 0) continue
  failed += 1
  console.log(`${output.trimEnd()}\n`)
}
if (failed > 0) console.log(`${failed} of ${checks.length} checks failed; \`npm run format\` mends formats`)
process.exitCode = failed > 0 ? 1 : 0

function collect([file, ...args]: readonly string[]): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file ?? '', args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
      })
    }
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, output }))
  })
}
