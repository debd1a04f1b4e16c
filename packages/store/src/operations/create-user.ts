import { MusterError, type Store, type User } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { fromPolicy } from '../rows/user.ts'

export function createUser(
  connection: Connection,
  { accountId, name, policy, at }: Parameters<Store['createUser']>[0],
): User {
  if (connection.get('SELECT 1 FROM users WHERE account_id = :accountId AND name = :name', { accountId, name }))
    throw new MusterError(
      'UserNameTaken',
      `There is a user ${name} already: change its policy, or choose another name.`,
    )
  const { lastId } = connection.run(
    'INSERT INTO users (account_id, name, policy, created_at) VALUES (:accountId, :name, :policy, :at)',
    { accountId, name, policy: fromPolicy(policy), at },
  )
  return { id: lastId, accountId, name, policy, enabled: true, createdAt: at }
}
