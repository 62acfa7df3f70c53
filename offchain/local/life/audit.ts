import type { Receipt } from '../../../sdk/wire/receipt.ts'
import type { Issued, Life } from './context.ts'

/** An auditor rebuilds the history from the chain alone, and checks the node's receipts against it. */
export async function audit(life: Life, { kyc }: Issued): Promise<void> {
  const { stack, steps, people, addresses } = life
  const { auditor } = people

  await steps.does('auditor reads the history from the chain', async () => {
    const events = await auditor.history({ owner: addresses.user, credentialId: kyc.credentialId })
    const [first, last] = [events.at(0), events.at(-1)]
    if (first?.name !== 'CredentialIssued' && first?.name !== 'RequestOpened')
      throw new Error('The history has no beginning.')
    if (last?.name !== 'AllAccessRevoked') throw new Error('The history does not end with the revocation of all.')
    return { note: `${events.length} events, ${first.name} … ${last.name}` }
  })
  await steps.does("auditor checks the node's receipts against the chain", async () => {
    const receipts = await allReceipts(life)
    const { node } = (await (await fetch(`${stack.node.url}/v1/node`)).json()) as { node: `0x${string}` }
    const verdicts = await auditor.verifyReceipts({ receipts, node })
    const problems = verdicts.filter(({ problem }) => problem !== undefined)
    if (problems.length > 0) throw new Error(`Receipts with problems: ${JSON.stringify(problems)}.`)
    const releases = verdicts.filter(({ outcome }) => outcome === 'released').length
    if (releases === 0) throw new Error('There are no receipts of releases.')
    return { note: `${releases} releases and ${verdicts.length - releases} denials, every release lawful` }
  })
}

async function allReceipts({ people }: Life): Promise<Receipt[]> {
  const receipts: Receipt[] = []
  let cursor: string | undefined
  do {
    const page = await people.consumer.listReceipts({ cursor, limit: 200 })
    receipts.push(...page.items)
    cursor = page.next
  } while (cursor !== undefined)
  return receipts
}
