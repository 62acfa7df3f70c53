import type { IndexedEvent } from '../../ports.ts'

/** An event as the index's tables take it. */
export type EventRow = {
  readonly blockNumber: number
  readonly timestamp: number
  readonly logIndex: number
  readonly transactionHash: string
  readonly name: string
  readonly args: Readonly<Record<string, string | number>>
}

/** Numbers above 32 bits become decimal strings, as in the answers that show them. */
export function eventRowOf(
  event: IndexedEvent,
  block: { readonly number: bigint; readonly timestamp: number },
): EventRow {
  const args = Object.entries(event.args).map(([name, value]) => [name, argument(name, value)] as const)
  return {
    blockNumber: Number(block.number),
    timestamp: block.timestamp,
    logIndex: event.logIndex,
    transactionHash: event.transactionHash,
    name: event.name,
    args: Object.fromEntries(args),
  }
}

function argument(name: string, value: unknown): string | number {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'number') return value <= 0xffff_ffff ? value : value.toString()
  if (typeof value === 'string') return value
  throw new TypeError(`Event argument ${name} is neither text nor a number`)
}
