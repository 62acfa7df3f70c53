import type { Hex } from 'viem'
import { GrantkeepError } from '../../sdk/errors/GrantkeepError.ts'

/** What one step of the life came to. */
export type StepResult = {
  readonly name: string
  readonly outcome: 'ok' | 'refused'
  readonly expected: 'ok' | 'refused'
  /** The code that a refusal must have, where one is expected. */
  readonly expectedCode: string | null
  /** Whether outcome and code are the expected ones. */
  readonly ok: boolean
  readonly code: string | null
  readonly tx: Hex | null
  readonly gas: number | null
  readonly ms: number
  /** What a reader wants to know of it. */
  readonly note: string | null
}

/** What a step may say of itself. */
export type StepReport = {
  readonly transactionHash?: Hex | undefined
  readonly gasUsed?: bigint | undefined
  readonly note?: string | undefined
}

export type Steps = {
  /** Runs a step that must succeed; a failure ends the life. */
  readonly does: <T extends StepReport | undefined>(name: string, action: () => Promise<T>) => Promise<T>
  /** Runs a step that must be refused with `code`. */
  readonly isRefused: (name: string, code: string, action: () => Promise<unknown>) => Promise<void>
  readonly results: readonly StepResult[]
}

/** Collects steps and tells `observer` of each as it ends. An error without a code is a defect and ends the life at once. */
export function createSteps(observer: (result: StepResult) => void): Steps {
  const results: StepResult[] = []

  function end(result: StepResult) {
    results.push(result)
    observer(result)
  }

  return {
    results,
    does: async (name, action) => {
      const start = performance.now()
      try {
        const report = await action()
        const ms = Math.round(performance.now() - start)
        const tx = report?.transactionHash ?? null
        const gas = report?.gasUsed === undefined ? null : Number(report.gasUsed)
        const note = report?.note ?? null
        end({ name, outcome: 'ok', expected: 'ok', expectedCode: null, ok: true, code: null, tx, gas, ms, note })
        return report
      } catch (error) {
        if (error instanceof GrantkeepError) {
          const ms = Math.round(performance.now() - start)
          const { code, message: note } = error
          end({
            name,
            outcome: 'refused',
            expected: 'ok',
            expectedCode: null,
            ok: false,
            code,
            tx: null,
            gas: null,
            ms,
            note,
          })
        }
        throw error
      }
    },
    isRefused: async (name, expectedCode, action) => {
      const start = performance.now()
      const refusal = await action().then(
        () => undefined,
        (error: unknown) => {
          if (error instanceof GrantkeepError) return error
          throw error
        },
      )
      end({
        name,
        outcome: refusal ? 'refused' : 'ok',
        expected: 'refused',
        expectedCode,
        ok: refusal?.code === expectedCode,
        code: refusal?.code ?? null,
        tx: null,
        gas: null,
        ms: Math.round(performance.now() - start),
        note: refusal?.message ?? 'was not refused',
      })
    },
  }
}
