import type { InstanceKind } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'

const query = `SELECT i.id, i.kind FROM json_each(:ids) d CROSS JOIN instances i ON i.id = d.value
  WHERE i.account_id = :accountId`

export function instanceKinds(
  connection: Connection,
  accountId: number,
  ids: readonly number[],
): ReadonlyMap<number, InstanceKind> {
  const wanted = JSON.stringify([...new Set(ids)])
  const rows = connection.all<{ id: number; kind: InstanceKind }>(query, { ids: wanted, accountId })
  return new Map(rows.map(({ id, kind }) => [id, kind]))
}
