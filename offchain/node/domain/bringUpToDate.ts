import type { Indexer } from '../ports.ts'

/**
 * Lets whoever just had a transaction mined find it in the next list. A chain that is slow or gone keeps nobody from the list
 * as it is: it decides nothing. What went wrong is the indexer's to log.
 *
 * @param patience - Milliseconds that a reader waits at most.
 */
export async function bringUpToDate(indexer: Indexer, patience = 1_000): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, patience)
  indexer.sync().then(resolve, () => resolve())
  await promise
  clearTimeout(timer)
}
