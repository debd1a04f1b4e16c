import { type Act, MusterError, type PastAct, rememberedMs } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { inserter } from '../engines/sqlite/insert.ts'
import type { ActTable } from '../schema.ts'

const insert = inserter<ActTable>('acts')

const select = `SELECT hash, result, sealed_secret FROM acts
  WHERE account_id = :accountId AND action = :action AND token = :token AND at > :after`

const find = (connection: Connection, { accountId, action, token, at }: Omit<Act, 'hash'>) =>
  connection.get<Pick<ActTable, 'hash' | 'result' | 'sealed_secret'>>(select, {
    accountId,
    action,
    token,
    after: at - rememberedMs,
  })

export function findAct(connection: Connection, act: Omit<Act, 'hash'>): PastAct | undefined {
  const row = find(connection, act)
  return row && { hash: row.hash, result: JSON.parse(row.result), sealedSecret: row.sealed_secret ?? undefined }
}

export function refuseRepeated(connection: Connection, act: Act): void {
  if (find(connection, act))
    throw new MusterError('ActInProgress', 'A call with this token is being answered: repeat yours in a moment.')
}

/** Forgets those whose time is over. */
export function writeAct(connection: Connection, act: Act, result: unknown): void {
  const { accountId, action, token, hash, at, sealedSecret = null } = act
  connection.run('DELETE FROM acts WHERE at <= :before', { before: at - rememberedMs })
  insert(connection, {
    ...{ account_id: accountId, action, token, hash, at },
    result: JSON.stringify(result ?? null),
    sealed_secret: sealedSecret,
  })
}
