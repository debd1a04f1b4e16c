/** Old schedules and invocations keep no owner: nobody knows it any more. */
export const name = '0008-users'

export const sql = `
ALTER TABLE accounts ADD COLUMN name TEXT NOT NULL DEFAULT '';
UPDATE accounts SET name = 'main' WHERE id = 1;
CREATE UNIQUE INDEX accounts_name ON accounts (name) WHERE name <> '';
ALTER TABLE users ADD COLUMN policy TEXT;
ALTER TABLE users ADD COLUMN enabled INTEGER NOT NULL DEFAULT 1;
ALTER TABLE schedules ADD COLUMN owner_id INTEGER;
ALTER TABLE invocations ADD COLUMN user_id INTEGER;
`
