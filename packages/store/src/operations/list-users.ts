import type { Account, User } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { toAccount, toUser } from '../rows/user.ts'
import type { AccountTable, UserTable } from '../schema.ts'

export const listUsers = (connection: Connection, accountId: number): readonly User[] =>
  connection
    .all<UserTable>('SELECT * FROM users WHERE account_id = :accountId ORDER BY name', { accountId })
    .map(toUser)

export const listAccounts = (connection: Connection): readonly Account[] =>
  connection.all<AccountTable>('SELECT * FROM accounts ORDER BY id').map(toAccount)
