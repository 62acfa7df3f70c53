// Compiles once, then runs the Solidity tests (`*.t.sol`) and the TypeScript tests (`*.test.ts`), each to its end
// whatever the other did, and prints the totals of both on the last line.
//
//   npm test [-- PATTERN…]     only files whose path contains one of the patterns
//   npm run test:long          the same tests with more runs (GRANTKEEP_TEST=long)
import { globSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'

type Totals = { passed: number; failed: number; skipped: number }

const minutes = 60_000
const patterns = process.argv.slice(2).filter((argument) => argument !== '--long')
const long = process.argv.includes('--long')

process.chdir(`${import.meta.dirname}/..`)
// Hardhat and its plugins read these when they load, and the test files' processes inherit them.
process.env.HH_TEST = 'true'
process.env.NODE_ENV ??= 'test'
if (long) process.env.GRANTKEEP_TEST = 'long'

const solidityFiles = matching('test/contracts/**/*.t.sol')
const typescriptFiles = matching('test/**/*.test.ts')
const totals: Totals = { passed: 0, failed: 0, skipped: 0 }

const built = await part('build', build)
if (built && solidityFiles.length > 0) await part('Solidity tests', solidity)
if (typescriptFiles.length > 0) await part('TypeScript tests', typescript)

const { passed, failed, skipped } = totals
if (passed + failed === 0) console.error(`no test ran${patterns.length > 0 ? ` for ${patterns.join(', ')}` : ''}`)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)

function matching(glob: string): string[] {
  return globSync(glob)
    .filter((file) => patterns.length === 0 || patterns.some((pattern) => file.includes(pattern)))
    .sort()
}

/** Runs one part and adds its totals; a part that breaks counts as one failure, and the next still runs. */
async function part(name: string, body: () => Promise<Totals>): Promise<boolean> {
  try {
    const result = await body()
    totals.passed += result.passed
    totals.failed += result.failed
    totals.skipped += result.skipped
    return true
  } catch (error) {
    console.error(`\n${name} broke off:`, error)
    totals.failed += 1
    return false
  }
}

async function build(): Promise<Totals> {
  const { default: hre } = await import('hardhat')
  await hre.tasks.getTask('build').run({})
  return { passed: 0, failed: 0, skipped: 0 }
}

async function solidity(): Promise<Totals> {
  const { default: hre } = await import('hardhat')
  type Suites = { suiteResults: readonly { testResults: readonly { status: string }[] }[] }
  const result: { success: boolean; value?: Suites; error?: Suites } = await hre.tasks
    .getTask(['test', 'solidity'])
    .run({ noCompile: true, testFiles: solidityFiles })
  const tests = (result.value ?? result.error)?.suiteResults.flatMap((suite) => suite.testResults) ?? []
  const passed = tests.filter(({ status }) => status === 'Success').length
  const skipped = tests.filter(({ status }) => status === 'Skipped').length
  // An error outside any test is a failure too.
  return { passed, skipped, failed: Math.max(tests.length - passed - skipped, result.success ? 0 : 1) }
}

async function typescript(): Promise<Totals> {
  const stream = run({
    files: typescriptFiles,
    concurrency: Math.max(2, availableParallelism()),
    timeout: (long ? 60 : 5) * minutes,
  })
  let result: Totals | undefined
  let empty = 0
  stream.on('test:pass', ({ name, nesting }) => {
    // A file without a test passes as one itself.
    if (nesting === 0 && typescriptFiles.includes(name)) empty += 1
  })
  stream.on('test:summary', ({ file, counts, success }) => {
    if (file !== undefined) return // one file's; the one without a file is the whole run's
    const failed = counts.tests - counts.passed - counts.skipped - counts.todo
    result = {
      passed: counts.passed - empty,
      failed: Math.max(failed, success ? 0 : 1),
      skipped: counts.skipped + counts.todo,
    }
  })
  for await (const text of stream.compose(spec)) process.stdout.write(text)
  if (result === undefined) throw new Error('no summary of the TypeScript tests')
  return result
}
