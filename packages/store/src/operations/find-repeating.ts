import type { Connection } from '../engines/sqlite/connection.ts'

const query = 'SELECT id FROM invocations WHERE user_id = :userId AND repeats > 0 AND ended_at IS NULL ORDER BY id'

export const findRepeating = (connection: Connection, userId: number): readonly number[] =>
  connection.all<{ id: number }>(query, { userId }).map(({ id }) => id)
