import type { Database } from 'better-sqlite3'
import type { ChainIdentity } from '../../ports.ts'
import { StoreError } from '../errors.ts'

/**
 * Writes the chain into a new database, and refuses any other from then on: what is stored is true of one chain only.
 *
 * @throws {StoreError} `STORE_CHAIN_MISMATCH`
 */
export function claimChain(database: Database, identity: ChainIdentity): void {
  const names = ['chain_id', 'registry', 'deployment_block_hash'] as const
  const given = {
    chain_id: identity.chainId.toString(),
    registry: identity.registry.toLowerCase(),
    deployment_block_hash: identity.deploymentBlockHash.toLowerCase(),
  }
  const find = database.prepare<[string], string>('SELECT value FROM meta WHERE name = ?').pluck()
  const insert = database.prepare('INSERT INTO meta (name, value) VALUES (?, ?)')
  const claim = database.transaction(() => {
    const stored = names.map((name) => find.get(name))
    if (stored.every((value) => value === undefined)) {
      for (const name of names) insert.run(name, given[name])
      return
    }
    if (names.every((name, index) => stored[index] === given[name])) return
    throw new StoreError(
      'STORE_CHAIN_MISMATCH',
      `The database belongs to ${describe(stored)}; the node is configured for ${describe(names.map((name) => given[name]))}. ` +
        'Configure the chain that the database belongs to, or give the node a new database. ' +
        'A local chain that was started anew is another chain.',
      { details: { stored: describe(stored), configured: describe(names.map((name) => given[name])) } },
    )
  })
  claim.immediate()
}

function describe([chainId, registry, deployment]: readonly (string | undefined)[]): string {
  return `chain ${chainId}, registry ${registry}, deployed in block ${deployment}`
}
