/** A run is asked for with a key; those of schedules, and all from before, have none. */
export const name = '0007-askers'

export const sql = `
ALTER TABLE invocations ADD COLUMN access_key_id TEXT;
`
