import type { Store, User } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { fromPolicy, toUser } from '../rows/user.ts'
import type { UserTable } from '../schema.ts'

export function changeUser(
  connection: Connection,
  { accountId, name, change }: Parameters<Store['changeUser']>[0],
): User | undefined {
  const column =
    'enabled' in change
      ? { name: 'enabled', value: Number(change.enabled) }
      : { name: 'policy', value: fromPolicy(change.policy) }
  const row = connection.get<UserTable>(
    `UPDATE users SET ${column.name} = :value WHERE account_id = :accountId AND name = :name RETURNING *`,
    { accountId, name, value: column.value },
  )
  return row && toUser(row)
}
