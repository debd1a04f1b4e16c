import { MusterError, type NewStoredParameter, type StoredParameter, storedLimits } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { inserter } from '../engines/sqlite/insert.ts'
import type { StoredParameterTable } from '../schema.ts'
import { refuseBeyondQuota } from './count-holdings.ts'

const insert = inserter<StoredParameterTable>('stored_parameters')

const toStored = (row: StoredParameterTable): StoredParameter => ({
  accountId: row.account_id,
  name: row.name,
  version: row.version,
  kind: row.kind,
  value: row.value,
  sealedValue: row.sealed_value ?? undefined,
  userName: row.user_name,
  createdAt: row.created_at,
})

export function setParameter(connection: Connection, parameter: NewStoredParameter): StoredParameter {
  const { accountId, name, kind } = parameter
  const [last] = listParameterVersions(connection, accountId, name)
  if (!last) refuseBeyondQuota(connection, accountId, 'storedParameters')
  if (last?.kind === 'secret' && kind === 'plain')
    throw new MusterError('InvalidRequest', `${name} is a secret: give it a new secret value, or delete it first.`)
  const version = (last?.version ?? 0) + 1
  insert(connection, {
    account_id: accountId,
    name,
    version,
    kind,
    value: parameter.value,
    sealed_value: parameter.sealedValue ?? null,
    user_name: parameter.userName,
    created_at: parameter.createdAt,
  })
  connection.run(
    'DELETE FROM stored_parameters WHERE account_id = :accountId AND name = :name AND version <= :before',
    { accountId, name, before: version - storedLimits.versions },
  )
  return { ...parameter, version }
}

const newest = `SELECT p.* FROM stored_parameters p WHERE p.account_id = :accountId
    AND (:names IS NULL OR p.name IN (SELECT value FROM json_each(:names)))
    AND p.version = (SELECT max(v.version) FROM stored_parameters v WHERE v.account_id = p.account_id AND v.name = p.name)
  ORDER BY p.name`

export const listParameters = (
  connection: Connection,
  accountId: number,
  names: readonly string[] | undefined,
): readonly StoredParameter[] =>
  connection.all<StoredParameterTable>(newest, { accountId, names: names ? JSON.stringify(names) : null }).map(toStored)

export const listParameterVersions = (
  connection: Connection,
  accountId: number,
  name: string,
): readonly StoredParameter[] =>
  connection
    .all<StoredParameterTable>(
      'SELECT * FROM stored_parameters WHERE account_id = :accountId AND name = :name ORDER BY version DESC',
      { accountId, name },
    )
    .map(toStored)

export const revealParameter = (
  connection: Connection,
  { accountId, name, version }: { accountId: number; name: string; version: number | undefined },
): StoredParameter | undefined =>
  listParameterVersions(connection, accountId, name).find((each) => version === undefined || each.version === version)

export const deleteParameter = (
  connection: Connection,
  { accountId, name }: { accountId: number; name: string },
): boolean =>
  connection.run('DELETE FROM stored_parameters WHERE account_id = :accountId AND name = :name', { accountId, name })
    .changes > 0
