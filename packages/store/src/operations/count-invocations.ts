import type { Connection } from '../engines/sqlite/connection.ts'
import { ofSaved } from '../rows/command-ids.ts'

const query = `SELECT command_id, count(*) FROM invocations i
  WHERE command_id IN (SELECT value FROM json_each(?)) AND ${ofSaved('i')} AND account_id = ? GROUP BY command_id`

/** The account's own: a public command is run by others too. */
export const countInvocations = (
  connection: Connection,
  accountId: number,
  commandIds: readonly number[],
): ReadonlyMap<number, number> =>
  new Map(connection.rows<[commandId: number, count: number]>(query, [JSON.stringify(commandIds), accountId]))
