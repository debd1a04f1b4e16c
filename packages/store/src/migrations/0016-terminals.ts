/** Terminals that people have opened. */
export const name = '0016-terminals'

export const sql = `
CREATE TABLE terminals (
  id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, user_id INTEGER NOT NULL, user_name TEXT NOT NULL,
  access_key_id TEXT NOT NULL, instance_id INTEGER NOT NULL, host_user TEXT NOT NULL, command_line TEXT NOT NULL,
  state TEXT NOT NULL, taken INTEGER NOT NULL, closed_reason TEXT, detail TEXT NOT NULL, exit_code INTEGER,
  client_ip TEXT NOT NULL, token_until INTEGER NOT NULL, recorded INTEGER NOT NULL, created_at INTEGER NOT NULL,
  connected_at INTEGER, ended_at INTEGER
) STRICT;
CREATE INDEX terminals_account ON terminals (account_id);
CREATE INDEX terminals_instance ON terminals (instance_id);
CREATE INDEX terminals_open ON terminals (account_id, instance_id) WHERE ended_at IS NULL;
`
