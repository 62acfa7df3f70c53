import type { Account, Chain, Client, Transport } from 'viem'
import { type GrantkeepClient, type GrantkeepParameters, resolveGrantkeep } from './grantkeepClient.ts'

// biome-ignore lint/suspicious/noExplicitAny: the constraint of "any action", whose parameters are inferred below.
type Action = (client: any, ...parameters: any[]) => unknown

/** Actions without their first parameter, the client. */
export type BoundActions<actions extends Record<string, Action>> = {
  readonly [name in keyof actions]: actions[name] extends (client: never, ...parameters: infer P) => infer R
    ? (...parameters: P) => R
    : never
}

/** The client given to `extend`, with Grantkeep's addresses and nodes on it. */
export function withGrantkeep<account extends Account | undefined>(
  client: Client<Transport, Chain | undefined, account>,
  parameters: GrantkeepParameters,
): GrantkeepClient<account> {
  return { ...client, grantkeep: resolveGrantkeep(parameters) } as unknown as GrantkeepClient<account>
}

/** Binds each action to the client. */
export function bindActions<actions extends Record<string, Action>>(
  client: GrantkeepClient<Account | undefined>,
  actions: actions,
): BoundActions<actions> {
  return Object.fromEntries(
    Object.entries(actions).map(([name, action]) => [
      name,
      (...parameters: unknown[]) => action(client, ...parameters),
    ]),
  ) as BoundActions<actions>
}
