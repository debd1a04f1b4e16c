/** Deleted schedules go when the last of their fires has gone. */
export const name = '0010-retention'

export const sql = `
CREATE INDEX schedules_deleted ON schedules (deleted_at) WHERE deleted_at IS NOT NULL;
`
