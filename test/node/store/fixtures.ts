import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Address, type Hex, keccak256, numberToHex, toHex } from 'viem'
import type { ChainIdentity, ReceiptEntry, StoredCredential } from '../../../offchain/node/ports.ts'
import { openStore } from '../../../offchain/node/store/sqlite/openStore.ts'
import type { Envelope } from '../../../sdk/wire/envelope.ts'

export const identity: ChainIdentity = {
  chainId: 31337n,
  registry: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
  deploymentBlockHash: hashOf('deployment'),
}

export function hashOf(name: string): Hex {
  return keccak256(toHex(name))
}

export function addressOf(index: number): Address {
  // Digits have no case, so that the address is its own checksum spelling.
  return numberToHex(index, { size: 20 })
}

/** A directory that goes when the test ends. */
export function temporaryDirectory(): Disposable & { readonly path: string; readonly database: string } {
  const path = mkdtempSync(join(tmpdir(), 'grantkeep-store-'))
  return {
    path,
    database: join(path, 'node.sqlite'),
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** A store in a directory of its own. */
export function temporaryStore(options: { keptBlocks?: number } = {}) {
  const directory = temporaryDirectory()
  const store = openStore({ path: directory.database, identity, ...options })
  return {
    store,
    path: directory.database,
    [Symbol.asyncDispose]: async () => {
      await store[Symbol.asyncDispose]()
      directory[Symbol.dispose]()
    },
  }
}

export function credentialOf(name: string, owner: Address = addressOf(1)): StoredCredential {
  return {
    credentialId: hashOf(name),
    credential: {
      owner,
      issuer: addressOf(2),
      schemaId: hashOf('schema'),
      credentialHash: hashOf('jwt'),
      fieldsRoot: hashOf('fields'),
      contentRoot: hashOf('content'),
      issuedAt: 1_790_000_000,
      expiresAt: 1_890_000_000,
      salt: hashOf(`${name} salt`),
    },
    jwt: 'aGVhZGVy.cGF5bG9hZA.c2lnbmF0dXJl',
    commitments: [hashOf('field 0'), hashOf('field 1')],
    content: [{ chunks: [hashOf('chunk 0')] }, { chunks: [hashOf('chunk 1'), hashOf('chunk 2')] }],
  }
}

export function envelopeOf(
  credentialId: Hex,
  { recipient = addressOf(1), purposeHash = `0x${'0'.repeat(64)}` as Hex, revision = 0, share = 'c2hhcmU' } = {},
): Envelope {
  return {
    header: {
      chainId: 31337n,
      registry: identity.registry,
      credentialId,
      recipient,
      purposeHash,
      revision,
      fields: 0xffff_ffff_ffff_ffffn,
      keyVersion: 1,
      threshold: 1,
      shareCount: 1,
      splitId: hashOf('split'),
      shareHashes: [hashOf(share)],
    },
    share,
  }
}

export function receiptEntryOf(index: number, overrides: Partial<ReceiptEntry> = {}): ReceiptEntry {
  return {
    consumer: addressOf(3),
    owner: addressOf(1),
    credentialId: hashOf('credential'),
    fields: 0xffff_ffff_ffff_ffffn,
    purpose: 'dpv:IdentityVerification',
    blockNumber: BigInt(index),
    blockHash: hashOf(`block ${index}`),
    time: 1_790_000_000 + index,
    outcome: 'released',
    ...overrides,
  }
}
