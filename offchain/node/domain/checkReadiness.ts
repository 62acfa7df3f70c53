import { GrantkeepError } from '../../../sdk/errors/GrantkeepError.ts'
import type { Chain, Store } from '../ports.ts'
import { RefusalError } from './RefusalError.ts'
import type { Settings } from './settings.ts'

/**
 * Whether this node can decide and record now.
 * @throws RefusalError `NOT_READY`, whose details name each part that is not.
 */
export async function checkReadiness({
  store,
  chain,
  settings,
}: {
  readonly store: Pick<Store, 'check' | 'head'>
  readonly chain: Chain
  readonly settings: Settings
}): Promise<void> {
  const causes: unknown[] = []
  const details: Record<string, string> = {}
  const attempt = async (part: string, check: () => unknown) => {
    try {
      await check()
    } catch (cause) {
      causes.push(cause)
      details[part] = cause instanceof GrantkeepError ? cause.code : 'FAILED'
    }
  }
  await attempt('store', () => store.check())
  await attempt('chain', async () => {
    const head = await chain.head()
    const index = store.head()
    if (!index || head.timestamp - index.timestamp > settings.maxHeadAge) details.index = 'INDEX_BEHIND'
  })
  if (Object.keys(details).length > 0) throw new RefusalError('NOT_READY', { details, cause: causes[0] })
}
