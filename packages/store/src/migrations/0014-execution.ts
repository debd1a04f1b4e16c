/**
 * How a script is run where that is not by the shell of its host, and the parameter store: of each version the value, or
 * of a secret the sealed one.
 */
export const name = '0014-execution'

export const sql = `
ALTER TABLE commands ADD COLUMN launcher TEXT NOT NULL DEFAULT '';
ALTER TABLE scripts ADD COLUMN runtime TEXT;

CREATE TABLE stored_parameters (
  account_id INTEGER NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,
  sealed_value BLOB, user_name TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (account_id, name, version)
) STRICT, WITHOUT ROWID;
`
