import { type AccessKey, MusterError, type Store } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { createAccessKey } from './create-access-key.ts'

export function createAccount(
  connection: Connection,
  { name, userName, keyId, sealedSecret, at }: Parameters<Store['createAccount']>[0],
): AccessKey {
  if (connection.get('SELECT 1 FROM accounts WHERE name = :name', { name }))
    throw new MusterError('AccountNameTaken', `There is an account ${name} already: choose another name.`)
  const { lastId } = connection.run('INSERT INTO accounts (name, created_at) VALUES (:name, :at)', { name, at })
  const key = { id: keyId, accountId: lastId, userName, role: 'administrator', sealedSecret, at } as const
  return createAccessKey(connection, key)
}
