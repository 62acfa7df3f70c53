import { parseOptions } from './parseOptions.ts'
import { describeResult, describeStep } from './printSteps.ts'
import { runLife } from './runLife.ts'
import { startStack } from './startStack.ts'
import { createSteps } from './steps.ts'

const help = `Runs one credential's whole life on a chain and a node of its own, on free ports, and stops.

  npm run demo                 a line a step
  npm run --silent demo -- --json
                               {"steps": [{"name", "outcome", "expected", "expectedCode", "ok", "code", "tx", "gas", "ms", "note"}]}

Exits with 0 if every step came out as expected, refusals included, and with 1 otherwise.`

const values = parseOptions({ json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } })

if (values.help) {
  console.log(help)
} else {
  const say = (sentence: string) => {
    if (!values.json) console.log(sentence)
  }
  const steps = createSteps((result) => say(describeStep(result)))
  let failure: unknown
  try {
    await using stack = await startStack({ progress: say })
    await runLife(stack, steps)
  } catch (error) {
    failure = error
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ steps: steps.results }, null, 2)}\n`)
  const surprises = steps.results.filter(({ ok }) => !ok).length
  say(`\n${failure ? 'Broken off after ' : ''}${describeResult(steps.results)}`)
  if (failure) console.error(failure)
  process.exitCode = failure || surprises > 0 ? 1 : 0
}
