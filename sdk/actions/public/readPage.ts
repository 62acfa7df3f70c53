import type { z } from 'zod'
import { type GrantkeepClient, nodeOf } from '../../clients/grantkeepClient.ts'
import { readAnswer } from '../../node/nodeRequest.ts'
import { sendWithSession } from '../../node/session.ts'

export type PageParameters = {
  /** `next` of the page before. */
  readonly cursor?: string | undefined
  /** 1 to 200; 50 by default. */
  readonly limit?: number | undefined
}

/** One page of a list that the node keeps for the session's account. */
export async function readPage<T extends z.ZodType>(
  client: GrantkeepClient,
  list: string,
  schema: T,
  { cursor, limit }: PageParameters,
): Promise<z.infer<T>> {
  const query = new URLSearchParams()
  if (cursor !== undefined) query.set('cursor', cursor)
  if (limit !== undefined) query.set('limit', String(limit))
  const path = query.size > 0 ? `${list}?${query}` : list
  return readAnswer(schema, await sendWithSession(client, nodeOf(client), { method: 'GET', path }))
}
