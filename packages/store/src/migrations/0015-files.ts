/** Invocations that write a file. Lists of others pass them over by the index alone. */
export const name = '0015-files'

export const sql = `
ALTER TABLE invocations ADD COLUMN sends_file INTEGER NOT NULL DEFAULT 0;
ALTER TABLE scripts ADD COLUMN file TEXT;
DROP INDEX invocations_account;
CREATE INDEX invocations_account ON invocations (account_id, id, first_task_id, total, sends_file);
`
