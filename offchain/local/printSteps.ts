import { styleText } from 'node:util'
import type { StepResult } from './steps.ts'

/** One line a step: what was done, what came of it, what it cost. */
export function describeStep({ name, outcome, ok, code, expectedCode, gas, ms, note }: StepResult): string {
  const mark = ok ? styleText('green', outcome === 'ok' ? '✓' : '✗') : styleText('red', '!')
  const end = outcome === 'refused' ? `refused: ${code}` : (note ?? '')
  const cost = gas === null ? `${ms} ms` : `${ms} ms, ${gas.toLocaleString('en')} gas`
  const surprise = ok ? '' : styleText('red', `  expected ${expectedCode ?? 'success'}`)
  return `  ${mark} ${name.padEnd(64)} ${outcome === 'refused' ? styleText('yellow', end) : end} ${styleText('dim', `(${cost})`)}${surprise}`
}
