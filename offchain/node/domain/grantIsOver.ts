import type { Access } from '../ports.ts'

/**
 * Whether the chain says that a grant has ended for good, so that nothing of its envelope is needed. By block time alone:
 * a node's clock may keep it from serving, never make it delete.
 */
export function grantIsOver({ grant, epoch, block }: Access): boolean {
  if (grant.revision === 0) return false
  const endsAt = grant.epoch === epoch ? grant.expiresAt : grant.lockedUntil
  return grant.fields === 0n || block.timestamp >= endsAt
}
