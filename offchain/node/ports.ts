import type { Address, Hex } from 'viem'
import type { Credential, CredentialStatus } from '../../sdk/wire/credential.ts'
import type { Envelope, EnvelopeHeader } from '../../sdk/wire/envelope.ts'
import type { EventEntry, GrantEntry, Page, RequestEntry } from '../../sdk/wire/history.ts'
import type { Receipt, ReceiptBatch, ReceiptLeaf } from '../../sdk/wire/receipt.ts'

/** What the domain needs of the world. Adapters: store/sqlite, chain. Tests pass their own. */

/** Unix seconds of the wall clock, and monotonic milliseconds for ages and lifetimes. */
export type Clock = {
  readonly now: () => number
  readonly monotonic: () => number
}

/** A block by which a decision is named. */
export type BlockReference = { readonly number: bigint; readonly hash: Hex; readonly timestamp: number }

/** `AccessGrant` of `IAccessGrants.sol`, as stored. */
export type AccessGrant = {
  readonly fields: bigint
  readonly startsAt: number
  readonly expiresAt: number
  readonly lockedUntil: number
  readonly lastUsedAt: number
  readonly usesLeft: number
  readonly epoch: number
  readonly revision: number
}

/** `Access` of `IAccessGrants.sol`: one `accessOf` call, with the block hash it was pinned to. */
export type Access = {
  readonly fields: bigint
  readonly readableUntil: number
  readonly grant: AccessGrant
  readonly owner: Address
  readonly status: CredentialStatus
  readonly epoch: number
  readonly credentialExpiresAt: number
  readonly actorMayAct: boolean
  readonly block: BlockReference
}

export type AccessQuery = {
  readonly credentialId: Hex
  readonly consumer: Address
  readonly purposeHash: Hex
  readonly actor: Address
}

/** `CredentialState` of `ICredentials.sol`; `status` is `none` where the id is unknown. */
export type CredentialState = {
  readonly owner: Address
  readonly expiresAt: number
  readonly status: CredentialStatus
  readonly epoch: number
}

/**
 * The chain, read fail-closed. Every method throws `ChainUnavailableError` (HTTP 503, with the reason as its code) where
 * the chain cannot be reached in time, has another id, has no registry code at the address, answers what does not parse,
 * or shows a head that is too old or older than one seen before.
 */
export type Chain = {
  readonly accessOf: (query: AccessQuery) => Promise<Access>
  readonly credentialState: (credentialId: Hex) => Promise<CredentialState>
  /** Whether the chain can be decided on now, and at which head. */
  readonly head: () => Promise<BlockReference>
}

export type Session = {
  readonly address: Address
  readonly chainId: bigint
  readonly registry: Address
  /** Unix seconds. */
  readonly expiresAt: number
}

export type SessionStore = {
  readonly insertNonce: (nonce: { nonce: string; address: Address; expiresAt: number }) => void
  readonly findNonce: (nonce: string) => { address: Address; expiresAt: number } | undefined
  /** Unused nonces of one address; bounds what a flood can store. */
  readonly countNonces: (address: Address) => number
  /** Consumes the nonce and creates the session in one transaction; false where the nonce was consumed already. */
  readonly openSession: (nonce: string, tokenHash: Hex, session: Session, now: number) => boolean
  readonly findSession: (tokenHash: Hex) => Session | undefined
  readonly closeSession: (tokenHash: Hex) => void
  readonly deleteExpired: (now: number) => void
}

export type StoredCredential = {
  readonly credentialId: Hex
  readonly credential: Credential
  readonly jwt: string
  readonly commitments: readonly Hex[]
  /** Chunk leaf hashes per field, in schema order. */
  readonly content: readonly { readonly chunks: readonly Hex[] }[]
}

export type CredentialStore = {
  /** Stores header and owner envelope in one transaction; does nothing where the id is stored already. */
  readonly insertCredential: (credential: StoredCredential, ownerEnvelope: Envelope) => void
  readonly findCredential: (credentialId: Hex) => StoredCredential | undefined
  readonly listCredentials: (owner: Address, cursor: string | undefined, limit: number) => Page<StoredCredential>
  /** Durable when it returns. */
  readonly insertChunk: (credentialId: Hex, field: number, chunk: number, ciphertext: Uint8Array) => void
  readonly readChunk: (credentialId: Hex, field: number, chunk: number) => Uint8Array | undefined
  /** Indices of the chunks stored, by field. */
  readonly storedChunks: (credentialId: Hex) => ReadonlyMap<number, ReadonlySet<number>>
}

export type EnvelopeStore = {
  /** Keeps the highest revision per (credentialId, recipient, purposeHash); false where a higher or equal one is stored. */
  readonly putEnvelope: (envelope: Envelope) => boolean
  readonly findEnvelope: (credentialId: Hex, recipient: Address, purposeHash: Hex) => Envelope | undefined
  readonly deleteEnvelope: (credentialId: Hex, recipient: Address, purposeHash: Hex) => void
}

/** What a receipt says before the log gives it a place. */
export type ReceiptEntry = Omit<ReceiptLeaf, 'node' | 'seq'>

export type ReceiptStore = {
  /** The newest batch, from which the next continues. */
  readonly lastBatch: () => ReceiptBatch | undefined
  /** One durable transaction. */
  readonly appendBatch: (batch: ReceiptBatch, signature: string, leaves: readonly ReceiptLeaf[]) => void
  readonly findLeaf: (leafHash: Hex) => ReceiptLeaf | undefined
  readonly listReceipts: (party: Address, cursor: string | undefined, limit: number) => Page<Receipt>
  /** Adds 1 to the count of this denial in this minute; true where it is the minute's first, which gets a leaf. */
  readonly countDenial: (entry: ReceiptEntry) => boolean
}

/** The log of releases and denials: resolves when the receipt is durable and signed. */
export type ReceiptLog = { readonly append: (entry: ReceiptEntry) => Promise<Receipt> }

/** One registry event, decoded, as the indexer hands it to the store. */
export type IndexedEvent = {
  readonly name: string
  readonly args: Readonly<Record<string, unknown>>
  readonly logIndex: number
  readonly transactionHash: Hex
}

export type IndexedBlock = {
  readonly number: bigint
  readonly hash: Hex
  readonly parentHash: Hex
  readonly timestamp: number
  readonly events: readonly IndexedEvent[]
}

/** Lists derived from events; never asked for a decision. */
export type IndexStore = {
  readonly head: () => BlockReference | undefined
  readonly blockAt: (number: bigint) => { readonly hash: Hex } | undefined
  /** Applies blocks in order, atomically with the head. */
  readonly applyBlocks: (blocks: readonly IndexedBlock[]) => void
  /** Forgets every block above `number`. */
  readonly rollBackTo: (number: bigint) => void
  readonly listRequests: (party: Address, cursor: string | undefined, limit: number) => Page<RequestEntry>
  readonly listGrants: (party: Address, cursor: string | undefined, limit: number) => Page<GrantEntry>
  readonly listEvents: (party: Address, cursor: string | undefined, limit: number) => Page<EventEntry>
  /**
   * Whether the owner's newest write on this grant approved this envelope, and at which revision it did. Anybody can put any
   * hash into an event about a credential of their own, so the event must be about the grant that the header names.
   */
  readonly findApprovedEnvelope: (
    envelopeHash: Hex,
    header: Pick<EnvelopeHeader, 'credentialId' | 'recipient' | 'purposeHash'>,
  ) => { readonly revision: number } | undefined
  /** Union of the fields that any earlier revision granted; explains a denial, never decides one. */
  readonly everGranted: (credentialId: Hex, consumer: Address, purposeHash: Hex) => bigint
}

/** A batch as sealed, for whoever verifies or exports the log. */
export type ReceiptHistory = {
  readonly readBatch: (
    batch: number,
  ) => { readonly batch: ReceiptBatch; readonly signature: string; readonly leaves: readonly ReceiptLeaf[] } | undefined
}

/** Brings the index to the chain's head now; for a reader who is told of a transaction just mined. */
export type Indexer = { readonly sync: () => Promise<void> }

/** The chain that a database belongs to. A fresh local chain deploys to the same addresses, so the block counts too. */
export type ChainIdentity = {
  readonly chainId: bigint
  readonly registry: Address
  readonly deploymentBlockHash: Hex
}

export type Store = SessionStore &
  CredentialStore &
  EnvelopeStore &
  ReceiptStore &
  IndexStore & {
    /** Whether the database answers and can still write. */
    readonly check: () => void
    readonly [Symbol.asyncDispose]: () => Promise<void>
  }

export type { EnvelopeHeader }
