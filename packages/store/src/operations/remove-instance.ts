import { giveUp, type TaskMove } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { isPresent } from '../rows/instance.ts'
import { sent, waiting } from '../rows/states.ts'
import { readTasks } from '../tasks/read-tasks.ts'
import { changeTasks } from '../tasks/write-tasks.ts'

const openTasks = [waiting, sent]
  .map((stage) => `SELECT id FROM tasks WHERE instance_id = :id AND ${stage}`)
  .join(' UNION ALL ')

export function removeInstance(
  connection: Connection,
  { accountId, id, at }: { accountId: number; id: number; at: number },
): readonly TaskMove[] | undefined {
  const { changes } = connection.run(
    `UPDATE instances SET updated_at = :at WHERE id = :id AND account_id = :accountId AND ${isPresent}`,
    { accountId, id, at },
  )
  if (changes === 0) return undefined
  connection.run(
    `UPDATE register_codes SET removed = removed + 1
     WHERE id = (SELECT register_code_id FROM instances WHERE id = :id)`,
    { id },
  )
  connection.run('DELETE FROM presence WHERE instance_id = :id', { id })
  const left = connection.all<{ id: number }>(openTasks, { id })
  const tasks = readTasks(
    connection,
    left.map((task) => task.id),
  )
  return changeTasks(
    connection,
    tasks.map(({ task }) => task),
    giveUp,
    at,
  )
}
