/** Runs of tasks that stay on their hosts, each by the number that its host gave it. */
export const name = '0012-firings'

export const sql = `
ALTER TABLE instances ADD COLUMN time_zone TEXT NOT NULL DEFAULT '';
ALTER TABLE invocations ADD COLUMN repeats INTEGER NOT NULL DEFAULT 0;
ALTER TABLE scripts ADD COLUMN repeat TEXT;

CREATE TABLE firings (
  task_id INTEGER NOT NULL, number INTEGER NOT NULL, state INTEGER NOT NULL, cause TEXT NOT NULL, exit_code INTEGER,
  output_size INTEGER NOT NULL, output_dropped INTEGER NOT NULL, started_at INTEGER, ended_at INTEGER,
  due_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, output BLOB NOT NULL, PRIMARY KEY (task_id, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX firings_due ON firings (due_at) WHERE state <= 4;
CREATE INDEX firings_ended ON firings (ended_at) WHERE state > 4;
`
