/** Tokens of callers with what their acts gave. Names of commands are unique only where a dialect says so. */
export const name = '0011-acts'

export const sql = `
CREATE TABLE acts (
  account_id INTEGER NOT NULL, action TEXT NOT NULL, token TEXT NOT NULL, hash TEXT NOT NULL, result TEXT NOT NULL,
  at INTEGER NOT NULL, PRIMARY KEY (account_id, action, token)
) STRICT, WITHOUT ROWID;
CREATE INDEX acts_at ON acts (at);

ALTER TABLE invocations ADD COLUMN tags TEXT NOT NULL DEFAULT '{}';

DROP INDEX commands_name;
CREATE INDEX commands_name ON commands (account_id, name) WHERE saved = 1;

DROP INDEX invocations_command;
CREATE INDEX invocations_command ON invocations (command_id, account_id);
`
