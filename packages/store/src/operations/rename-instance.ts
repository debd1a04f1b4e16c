import type { Connection } from '../engines/sqlite/connection.ts'
import { isPresent } from '../rows/instance.ts'

export function renameInstance(
  connection: Connection,
  instance: { accountId: number; id: number; name: string; at: number },
): boolean {
  const { changes } = connection.run(
    `UPDATE instances SET name = :name, updated_at = :at WHERE id = :id AND account_id = :accountId AND ${isPresent}`,
    instance,
  )
  return changes > 0
}
