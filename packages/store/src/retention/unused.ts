import type { Connection } from '../engines/sqlite/connection.ts'
import { ofSaved } from '../rows/command-ids.ts'

/** What nothing in the record refers to any more. */
export const unused = {
  /** One that was deleted, when its runs have gone. */
  commands: `saved = 0 AND created_by = 'user'
    AND NOT EXISTS (SELECT 1 FROM invocations i WHERE i.command_id = commands.id AND ${ofSaved('i')})
    AND NOT EXISTS (SELECT 1 FROM schedules s WHERE s.command_id = commands.id AND s.deleted_at IS NULL)`,
  register_codes: 'deleted_at IS NOT NULL AND used = 0',
  schedules: 'deleted_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM fires f WHERE f.schedule_id = schedules.id)',
} as const

/** How far behind the newest row is looked for others that were deleted while they were the newest. */
const near = 100

/** Removes what is unused of these rows. The newest of a table stays: ids go on from it, and none may come twice. */
export function removeUnused(connection: Connection, table: keyof typeof unused, ids: readonly number[]): void {
  const { newest = 0 } = connection.get<{ newest: number }>(`SELECT max(id) AS newest FROM ${table}`) ?? {}
  const before = Array.from({ length: near }, (_, n) => newest - 1 - n)
  connection.run(
    `DELETE FROM ${table} WHERE id IN (SELECT value FROM json_each(:ids)) AND id < :newest AND ${unused[table]}`,
    { ids: JSON.stringify([...ids, ...before]), newest },
  )
}
