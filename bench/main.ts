// Measures what docs/performance.md claims.
//
//   npm run bench                      lists the benches
//   npm run bench -- NAME              a table
//   npm run bench -- NAME --json       the same as one line of JSON, the last
import { type Bench, describeMachine, formatTable } from './report.ts'

process.chdir(`${import.meta.dirname}/..`)

const benches: Record<string, { about: string; load: () => Promise<Bench> }> = {
  gas: {
    about: 'gas of every call, beside its floor and the Ethereum Attestation Service',
    load: async () => (await import('./gas.ts')).gas,
  },
}

const args = process.argv.slice(2)
const json = args.includes('--json')
const [name, ...rest] = args.filter((argument) => argument !== '--json')
const bench = name !== undefined && rest.length === 0 && Object.hasOwn(benches, name) ? benches[name] : undefined

if (name === undefined || bench === undefined) {
  if (name !== undefined) console.error(`no such bench: ${[name, ...rest].join(' ')}`)
  console.error('usage: npm run bench -- NAME [--json]\n')
  for (const [known, { about }] of Object.entries(benches)) console.error(`  ${known.padEnd(8)} ${about}`)
  process.exit(1)
}

const run = await bench.load()
const { results, notes } = await run()
if (json) {
  for (const note of notes) console.error(note)
  console.log(JSON.stringify({ bench: name, machine: describeMachine(), results }))
} else {
  const targets = results.filter(({ met }) => met !== null)
  console.log(`${formatTable(results)}\n`)
  for (const note of notes) console.log(`${note}\n`)
  console.log(`${targets.filter(({ met }) => met).length} of ${targets.length} targets met`)
}
