/**
 * Ids, hashes and addresses are lower-case hex, so that an operator can read and search them. 64-bit field masks do not fit
 * SQLite's signed integers and are hex quantities.
 */
export const first = `
CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE nonces (
  nonce TEXT PRIMARY KEY,
  address TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX nonces_by_address ON nonces (address);
CREATE INDEX nonces_by_expiry ON nonces (expires_at);

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  address TEXT NOT NULL,
  chain_id TEXT NOT NULL,
  registry TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  digest BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- AUTOINCREMENT: a place in the list is never given twice, so that a cursor keeps its meaning.
CREATE TABLE credentials (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  credential_id TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,
  body TEXT NOT NULL,
  digest BLOB NOT NULL
) STRICT;
CREATE INDEX credentials_by_owner ON credentials (owner, seq);

CREATE TABLE chunks (
  credential_id TEXT NOT NULL REFERENCES credentials (credential_id),
  field INTEGER NOT NULL,
  chunk INTEGER NOT NULL,
  ciphertext BLOB NOT NULL,
  digest BLOB NOT NULL,
  UNIQUE (credential_id, field, chunk)
) STRICT;

CREATE TABLE envelopes (
  credential_id TEXT NOT NULL,
  recipient TEXT NOT NULL,
  purpose_hash TEXT NOT NULL,
  revision INTEGER NOT NULL,
  body TEXT NOT NULL,
  digest BLOB NOT NULL,
  UNIQUE (credential_id, recipient, purpose_hash)
) STRICT;

CREATE TABLE receipt_batches (
  batch INTEGER PRIMARY KEY,
  first_seq INTEGER NOT NULL,
  body TEXT NOT NULL,
  signature TEXT NOT NULL,
  digest BLOB NOT NULL
) STRICT;

CREATE TABLE receipts (
  seq INTEGER PRIMARY KEY,
  batch INTEGER NOT NULL REFERENCES receipt_batches (batch),
  leaf_hash TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,
  consumer TEXT NOT NULL,
  leaf TEXT NOT NULL
) STRICT;
CREATE INDEX receipts_by_owner ON receipts (owner, seq);
CREATE INDEX receipts_by_consumer ON receipts (consumer, seq);
CREATE INDEX receipts_by_batch ON receipts (batch);

CREATE TABLE denials (
  minute INTEGER NOT NULL,
  consumer TEXT NOT NULL,
  credential_id TEXT NOT NULL,
  purpose TEXT NOT NULL,
  outcome TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (minute, consumer, credential_id, purpose, outcome)
) STRICT, WITHOUT ROWID;

-- The index. Its rows are written once and deleted from above by a reorganisation, never changed.
CREATE TABLE blocks (
  number INTEGER PRIMARY KEY,
  hash TEXT NOT NULL,
  timestamp INTEGER NOT NULL,
  event_count INTEGER NOT NULL
) STRICT;
CREATE INDEX blocks_without_events ON blocks (number) WHERE event_count = 0;

CREATE TABLE events (
  block_number INTEGER NOT NULL REFERENCES blocks (number) ON DELETE CASCADE,
  log_index INTEGER NOT NULL,
  transaction_hash TEXT NOT NULL,
  name TEXT NOT NULL,
  args TEXT NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (block_number, log_index)
) STRICT, WITHOUT ROWID;

CREATE TABLE event_parties (
  address TEXT NOT NULL,
  block_number INTEGER NOT NULL,
  log_index INTEGER NOT NULL,
  PRIMARY KEY (address, block_number, log_index),
  FOREIGN KEY (block_number, log_index) REFERENCES events (block_number, log_index) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX event_parties_by_event ON event_parties (block_number, log_index);

CREATE TABLE request_events (
  block_number INTEGER NOT NULL,
  log_index INTEGER NOT NULL,
  request_id TEXT NOT NULL,
  owner TEXT NOT NULL,
  consumer TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'approved', 'rejected', 'cancelled')),
  PRIMARY KEY (block_number, log_index),
  FOREIGN KEY (block_number, log_index) REFERENCES events (block_number, log_index) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX request_events_by_request ON request_events (request_id, block_number, log_index);
CREATE INDEX requests_by_owner ON request_events (owner, block_number, log_index) WHERE status = 'open';
CREATE INDEX requests_by_consumer ON request_events (consumer, block_number, log_index) WHERE status = 'open';

-- Each row is the grant as its event left it: the newest row of a key is the grant, and a rollback is deletion.
CREATE TABLE grant_events (
  block_number INTEGER NOT NULL,
  log_index INTEGER NOT NULL,
  credential_id TEXT NOT NULL,
  consumer TEXT NOT NULL,
  purpose_hash TEXT NOT NULL,
  owner TEXT NOT NULL,
  event TEXT NOT NULL CHECK (event IN ('granted', 'revoked', 'used')),
  -- 1 on the key's first event, whose place is the grant's place in lists.
  first INTEGER NOT NULL,
  purpose TEXT,
  fields TEXT NOT NULL,
  starts_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  locked_until INTEGER NOT NULL,
  last_used_at INTEGER NOT NULL,
  uses INTEGER NOT NULL,
  uses_left INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  envelope_hash TEXT,
  revoked_at INTEGER,
  PRIMARY KEY (block_number, log_index),
  FOREIGN KEY (block_number, log_index) REFERENCES events (block_number, log_index) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX grant_events_by_key ON grant_events (credential_id, consumer, purpose_hash, block_number, log_index);
CREATE INDEX grants_by_owner ON grant_events (owner, block_number, log_index) WHERE first = 1;
CREATE INDEX grants_by_consumer ON grant_events (consumer, block_number, log_index) WHERE first = 1;
`
