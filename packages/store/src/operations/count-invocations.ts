import type { Connection } from '../engines/sqlite/connection.ts'

const query = `SELECT command_id, count(*) FROM invocations
  WHERE command_id IN (SELECT value FROM json_each(?)) GROUP BY command_id`

export const countInvocations = (connection: Connection, commandIds: readonly number[]): ReadonlyMap<number, number> =>
  new Map(connection.rows<[commandId: number, count: number]>(query, [JSON.stringify(commandIds)]))
