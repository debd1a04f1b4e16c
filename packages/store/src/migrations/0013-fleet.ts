/** Register codes have tags, name hosts by number and count those that are gone; acts may give a secret; accounts have settings. */
export const name = '0013-fleet'

export const sql = `
ALTER TABLE register_codes ADD COLUMN tags TEXT NOT NULL DEFAULT '{}';
ALTER TABLE register_codes ADD COLUMN naming TEXT NOT NULL DEFAULT 'host';
ALTER TABLE register_codes ADD COLUMN removed INTEGER NOT NULL DEFAULT 0;
UPDATE register_codes SET removed = (SELECT count(*) FROM instances i WHERE i.register_code_id = register_codes.id
  AND NOT EXISTS (SELECT 1 FROM presence p WHERE p.instance_id = i.id));
ALTER TABLE acts ADD COLUMN sealed_secret BLOB;

CREATE TABLE settings (
  account_id INTEGER NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, updated_at INTEGER NOT NULL,
  PRIMARY KEY (account_id, name)
) STRICT, WITHOUT ROWID;
`
