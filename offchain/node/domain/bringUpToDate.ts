import type { Indexer } from '../ports.ts'

/** Milliseconds that a reader of a list waits for the index. */
const patience = 1_000

/**
 * Lets whoever just had a transaction mined find it in the next list. A chain that is slow or gone keeps nobody from the list
 * as it is: it decides nothing. What went wrong is the indexer's to log.
 */
export async function bringUpToDate(indexer: Indexer): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, patience)
  indexer.sync().then(resolve, () => resolve())
  await promise
  clearTimeout(timer)
}
