import { availableParallelism, cpus, totalmem } from 'node:os'

/** One figure. `met` is null where there is nothing to meet. */
export type Result = {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly target: number | null
  readonly met: boolean | null
}

export type Report = {
  readonly results: readonly Result[]
  /** What a reader has to know to judge the figures. */
  readonly notes: readonly string[]
}

export type Bench = () => Promise<Report>

/** A figure that should be `target` or less. */
export const atMost = (name: string, value: number, unit: string, target: number): Result => {
  return { name, value, unit, target, met: value <= target }
}

/** A figure to compare others with. */
export const reference = (name: string, value: number, unit: string): Result => {
  return { name, value, unit, target: null, met: null }
}

export function describeMachine() {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory: totalmem(),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  }
}

/** A line for each figure; `nameFloor`, `nameEas` and the like become columns beside `name`. */
export function formatTable(results: readonly Result[]): string {
  const byName = new Map(results.map((result) => [result.name, result]))
  const suffixOf = (name: string) => {
    const suffix = /(?<=.)(?:Floor|Eas|At\d+)$/.exec(name)?.[0]
    return suffix !== undefined && byName.has(name.slice(0, -suffix.length)) ? suffix : undefined
  }
  const suffixes = [...new Set(results.map(({ name }) => suffixOf(name)))].filter((suffix) => suffix !== undefined)
  const rows = results
    .filter(({ name }) => suffixOf(name) === undefined)
    .map((result) => [
      result.name,
      cell(result),
      result.target?.toLocaleString('en') ?? '',
      ...suffixes.map((suffix) => cell(byName.get(result.name + suffix))),
    ])
  const unit = results[0]?.unit ?? ''
  const lines = [['', unit, 'target', ...suffixes], ...rows]
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? []
  return lines
    .map((line) => line.map((text, at) => (at === 0 ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0))))
    .map((line) => line.join('  ').trimEnd())
    .join('\n')
}

function cell(result: Result | undefined): string {
  if (result === undefined) return ''
  const mark = result.met === null ? '' : result.met ? ' ok' : ' NO'
  return `${result.value.toLocaleString('en')}${mark}`
}
