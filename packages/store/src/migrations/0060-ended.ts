/**
 * An instance's history is an index of ended tasks alone. In a record of ten million each task of a call is a page of it,
 * read, changed and written: as a task ends nobody waits for that, as it is stored the caller does.
 */
export const name = '0060-ended'

export const sql = `
DROP INDEX tasks_instance;
CREATE INDEX tasks_ended ON tasks (instance_id) WHERE state > 4;
`
