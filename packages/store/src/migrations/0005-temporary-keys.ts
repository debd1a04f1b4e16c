export const name = '0005-temporary-keys'

export const sql = `
ALTER TABLE access_keys ADD COLUMN parent_id TEXT;
ALTER TABLE access_keys ADD COLUMN sealed_token BLOB;
ALTER TABLE access_keys ADD COLUMN expires_at INTEGER;
`
