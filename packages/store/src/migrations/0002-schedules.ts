/** A fire is kept as long as the invocation that it started; a deleted schedule stays, so that its fires have a name. */
export const name = '0002-schedules'

export const sql = `
CREATE TABLE schedules (
  id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, name TEXT NOT NULL, rule TEXT NOT NULL, overlap TEXT NOT NULL,
  command_id INTEGER NOT NULL, instance_ids TEXT NOT NULL, user_name TEXT NOT NULL, profile TEXT NOT NULL,
  parameters TEXT, sealed_secrets BLOB, tags TEXT NOT NULL, enabled INTEGER NOT NULL, next_at INTEGER,
  last_invocation_id INTEGER, revision INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX schedules_account ON schedules (account_id) WHERE deleted_at IS NULL;
CREATE INDEX schedules_command ON schedules (command_id) WHERE deleted_at IS NULL;
CREATE INDEX schedules_due ON schedules (next_at) WHERE enabled = 1 AND deleted_at IS NULL;

CREATE TABLE fires (
  id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, schedule_id INTEGER NOT NULL, due_at INTEGER NOT NULL,
  until_at INTEGER, decision TEXT NOT NULL, reason TEXT NOT NULL, invocation_id INTEGER, decided_at INTEGER NOT NULL
) STRICT;
CREATE INDEX fires_account ON fires (account_id);
CREATE INDEX fires_schedule ON fires (schedule_id);
`
