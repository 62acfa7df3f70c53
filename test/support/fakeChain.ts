import { type Address, type Hex, keccak256, stringToHex, zeroAddress } from 'viem'
import { unlimitedUses, useWindow } from '../../offchain/node/domain/decideRelease.ts'
import type {
  Access,
  AccessGrant,
  AccessQuery,
  BlockReference,
  Chain,
  CredentialState,
} from '../../offchain/node/ports.ts'

const noGrant: AccessGrant = {
  fields: 0n,
  startsAt: 0,
  expiresAt: 0,
  lockedUntil: 0,
  lastUsedAt: 0,
  usesLeft: 0,
  epoch: 0,
  revision: 0,
}
const noCredential: CredentialState = { owner: zeroAddress, expiresAt: 0, status: 'none', epoch: 0 }

/** A chain in memory: what a test writes is in the next block. It counts what it is asked. */
export type FakeChain = Chain & {
  readonly credentials: Map<Hex, CredentialState>
  readonly asked: AccessQuery[]
  readonly setGrant: (key: Omit<AccessQuery, 'actor'>, terms: Partial<AccessGrant>) => void
  readonly mine: (timestamp?: number) => void
  /** From now on every question ends in this error; undefined heals. */
  readonly failWith: (error: Error | undefined) => void
  /** Runs before the next answer is given. */
  readonly beforeAnswer: (action: () => unknown) => void
}

export function createFakeChain(timestamp: number): FakeChain {
  const credentials = new Map<Hex, CredentialState>()
  const grants = new Map<string, AccessGrant>()
  const asked: AccessQuery[] = []
  let block: BlockReference = blockAt(1n, timestamp)
  let failure: Error | undefined
  let hook: (() => unknown) | undefined

  const mine = (time = block.timestamp) => {
    block = blockAt(block.number + 1n, time)
  }
  const settle = async () => {
    const action = hook
    hook = undefined
    await action?.()
    if (failure) throw failure
  }
  return {
    credentials,
    asked,
    mine,
    failWith: (error) => {
      failure = error
    },
    beforeAnswer: (action) => {
      hook = action
    },
    setGrant: (key, terms) => {
      const before = grants.get(nameOf(key)) ?? noGrant
      grants.set(nameOf(key), { ...noGrant, usesLeft: unlimitedUses, revision: before.revision + 1, ...terms })
      mine()
    },
    accessOf: async (query) => {
      asked.push(query)
      await settle()
      return accessAt(
        query,
        grants.get(nameOf(query)) ?? noGrant,
        credentials.get(query.credentialId) ?? noCredential,
        block,
      )
    },
    credentialState: async (credentialId) => {
      await settle()
      return credentials.get(credentialId) ?? noCredential
    },
    head: async () => {
      await settle()
      return block
    },
  }
}

/** The rules of the registry. */
function accessAt(query: AccessQuery, grant: AccessGrant, credential: CredentialState, block: BlockReference): Access {
  const end = grant.epoch === credential.epoch ? grant.expiresAt : grant.lockedUntil
  const window = grant.lastUsedAt === 0 ? 0 : Math.min(grant.lastUsedAt + useWindow, end)
  const until = grant.usesLeft === unlimitedUses ? end : window
  const time = block.timestamp
  const readable =
    grant.revision > 0 && grant.fields > 0n && time >= grant.startsAt && time < grant.expiresAt && time < until
  return {
    fields: readable ? grant.fields : 0n,
    readableUntil: readable ? until : 0,
    grant,
    owner: credential.owner,
    status: credential.status,
    epoch: credential.epoch,
    credentialExpiresAt: credential.expiresAt,
    actorMayAct: query.actor === query.consumer,
    block,
  }
}

function blockAt(number: bigint, timestamp: number): BlockReference {
  return { number, hash: keccak256(stringToHex(`block ${number} ${timestamp}`)), timestamp }
}

function nameOf({
  credentialId,
  consumer,
  purposeHash,
}: {
  credentialId: Hex
  consumer: Address
  purposeHash: Hex
}): string {
  return `${credentialId} ${consumer} ${purposeHash}`
}
