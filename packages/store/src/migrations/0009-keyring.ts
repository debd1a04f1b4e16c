/**
 * Sealed values begin with the number of their key. Those from before have the number 0, and a row without a name says
 * that they were sealed by the master key itself.
 */
export const name = '0009-keyring'

const numbered = (table: string, column: string) =>
  `UPDATE ${table} SET ${column} = CAST(x'00000000' || ${column} AS BLOB) WHERE length(${column}) > 0;`

export const sql = `
CREATE TABLE keyring (master TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO keyring (master, sealed) SELECT '', x'' WHERE EXISTS (SELECT 1 FROM access_keys);
${numbered('access_keys', 'sealed_secret')}
${numbered('access_keys', 'sealed_token')}
${numbered('register_codes', 'sealed_proof_key')}
${numbered('buckets', 'sealed_secret')}
${numbered('commands', 'sealed_defaults')}
${numbered('schedules', 'sealed_secrets')}
${numbered('scripts', 'sealed_secrets')}
CREATE INDEX scripts_sealed ON scripts (sealed_secrets) WHERE sealed_secrets IS NOT NULL;
`
