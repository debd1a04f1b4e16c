/** Ids are never used twice, so that rows stay: a code with the time of its end, a removed instance without presence. */
export const name = '0004-removals'

export const sql = `
ALTER TABLE register_codes ADD COLUMN deleted_at INTEGER;
`
