/** Raised with every change of the tables; a file of a newer release is not opened. */
export const schemaVersion = 2

/** Brings a file of the version before, each to the next. */
export const upgrades: Readonly<Record<number, string>> = {
  1: "ALTER TABLE deliveries ADD COLUMN about TEXT;",
}

/**
 * Documents and deliveries share one file, so that what an event did and what it leads to can be counted in one
 * transaction.
 */
export const schema = `
CREATE TABLE IF NOT EXISTS documents (
  collection TEXT NOT NULL,
  id TEXT NOT NULL,
  version TEXT NOT NULL,
  body TEXT NOT NULL,
  tags TEXT NOT NULL,
  expires_at INTEGER,
  PRIMARY KEY (collection, id)
) STRICT;
CREATE INDEX IF NOT EXISTS documents_expiring ON documents (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE IF NOT EXISTS tags (
  collection TEXT NOT NULL,
  tag TEXT NOT NULL,
  id TEXT NOT NULL,
  PRIMARY KEY (collection, tag, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS ledger (
  accept_id TEXT NOT NULL PRIMARY KEY,
  disposition TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ledger_by_age ON ledger (at);

CREATE TABLE IF NOT EXISTS counters (
  name TEXT NOT NULL PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS epoch (value INTEGER NOT NULL) STRICT;
INSERT INTO epoch SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM epoch);

CREATE TABLE IF NOT EXISTS deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  subscription TEXT NOT NULL,
  message_id TEXT NOT NULL,
  data TEXT NOT NULL,
  attributes TEXT NOT NULL,
  published_at INTEGER NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  leased INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL,
  about TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (subscription, leased, due_at);
CREATE INDEX IF NOT EXISTS deliveries_about ON deliveries (subscription, about) WHERE about IS NOT NULL;
`
