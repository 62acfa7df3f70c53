import { styleText } from 'node:util'
import type { StepResult } from './steps.ts'

/** One line a step: what was done, what came of it, what it cost. A refusal that was expected is a success. */
export function describeStep({ name, outcome, ok, code, expectedCode, gas, ms, note }: StepResult): string {
  const mark = ok ? styleText('green', '✓') : styleText('red', '✗')
  const end = outcome === 'refused' ? styleText('yellow', `refused: ${code}`) : note
  const cost = styleText('dim', gas === null ? `(${ms} ms)` : `(${ms} ms, ${gas.toLocaleString('en')} gas)`)
  const surprise = ok ? null : styleText('red', `expected: ${expectedCode ?? 'success'}`)
  return ['  ', mark, name.padEnd(62), end, cost, surprise].filter((part) => part !== null).join(' ')
}

/** How the life came out. */
export function describeResult(results: readonly StepResult[]): string {
  const surprises = results.filter(({ ok }) => !ok).length
  return `${results.length} steps, ${surprises === 0 ? 'all as expected' : `${surprises} not as expected`}`
}
