import { MusterError, publicAccount } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { removeUnused } from '../retention/unused.ts'
import { open } from '../rows/states.ts'

const chosen = `FROM json_each(:ids) d JOIN commands c ON c.id = d.value AND c.saved = 1`

/** By the open tasks, which are few, and not by all that a command ever ran. */
const running = `SELECT 1 FROM tasks t CROSS JOIN invocations i ON i.id = t.invocation_id
  WHERE t.${open} AND i.command_id IN (SELECT value FROM json_each(:ids)) LIMIT 1`

const scheduled = `SELECT 1 FROM schedules
  WHERE deleted_at IS NULL AND command_id IN (SELECT value FROM json_each(:ids)) LIMIT 1`

/** What was run keeps its command's row; its secrets go. */
export function deleteCommands(
  connection: Connection,
  { accountId, ids, at }: { accountId: number; ids: readonly number[]; at: number },
): void {
  const values = { ids: JSON.stringify(ids) }
  const found = connection.all<{ account_id: number }>(`SELECT c.account_id ${chosen}`, values)
  const own = found.filter((row) => row.account_id === accountId)
  if (own.length + found.filter((row) => row.account_id === publicAccount).length < ids.length)
    throw new MusterError('CommandNotFound', 'There is no such command in this account: nothing was deleted.')
  if (own.length < ids.length)
    throw new MusterError('CommandReadOnly', 'A public command cannot be deleted: nothing was.')
  if (connection.get(running, values))
    throw new MusterError(
      'CommandRunning',
      'The command is running: wait for its end or cancel it. Nothing was deleted.',
    )
  if (connection.get(scheduled, values))
    throw new MusterError(
      'CommandScheduled',
      'The command is used by a schedule: delete that first, or give it another command. Nothing was deleted.',
    )
  connection.run(
    `UPDATE commands SET saved = 0, sealed_defaults = NULL, updated_at = :at
     WHERE id IN (SELECT value FROM json_each(:ids))`,
    { ...values, at },
  )
  removeUnused(connection, 'commands', ids)
}
