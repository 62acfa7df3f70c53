import { joao } from '../samples/data/people.ts'
import { audit } from './life/audit.ts'
import type { Life } from './life/context.ts'
import { catchForgeries } from './life/forge.ts'
import { issue } from './life/issue.ts'
import { passTime } from './life/passTime.ts'
import { requestAndUse } from './life/request.ts'
import { revoke } from './life/revoke.ts'
import { seed } from './life/seed.ts'
import { shareBySignature } from './life/share.ts'
import { addressOfRole, createParticipants } from './participants.ts'
import type { Stack } from './startStack.ts'
import type { Steps } from './steps.ts'

/** One credential's whole life, chapter by chapter, each refusal on the way included. */
export async function runLife(stack: Stack, steps: Steps, signal?: AbortSignal): Promise<void> {
  const person = joao()
  const [issuer, user, consumer, otherConsumer] = (['issuer', 'user', 'consumer', 'otherConsumer'] as const).map(
    addressOfRole,
  ) as [`0x${string}`, `0x${string}`, `0x${string}`, `0x${string}`]
  const addresses = { issuer, user, consumer, otherConsumer }
  const life: Life = { stack, steps, people: createParticipants(stack), person, addresses }

  const issued = await issue(life, await seed(life))
  for (const chapter of [requestAndUse, catchForgeries, shareBySignature, passTime, revoke, audit]) {
    signal?.throwIfAborted()
    await chapter(life, issued)
  }
}
