/** A row for each task whose whole output was asked for, from its end; an output that is only recorded has none. */
export const name = '0006-deliveries'

export const sql = `
CREATE TABLE buckets (
  account_id INTEGER NOT NULL, url TEXT NOT NULL, kind TEXT NOT NULL, endpoint TEXT NOT NULL, region TEXT NOT NULL,
  key_id TEXT NOT NULL, sealed_secret BLOB NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (account_id, url)
) STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
  task_id INTEGER PRIMARY KEY, state TEXT NOT NULL, size INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
  url TEXT NOT NULL DEFAULT '', error TEXT NOT NULL DEFAULT '', created_at INTEGER NOT NULL, due_at INTEGER NOT NULL,
  started_at INTEGER, ended_at INTEGER
) STRICT;
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'waiting';
CREATE INDEX deliveries_old ON deliveries (created_at) WHERE state = 'kept' OR state = 'failed';
`
