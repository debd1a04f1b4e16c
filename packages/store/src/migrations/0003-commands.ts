/** Public commands belong to account 0, which no user is of. */
export const name = '0003-commands'

export const sql = `
ALTER TABLE commands ADD COLUMN scenes TEXT NOT NULL DEFAULT '[]';
`
