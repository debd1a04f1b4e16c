import type { LimitedRun, Policy } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'

interface Row {
  readonly id: number
  readonly owner_name: string
  readonly policy: string
  readonly command_id: number
  readonly command_name: string
  /** Null: there never was a command. */
  readonly saved: number | null
}

const query = `SELECT i.id, u.name AS owner_name, u.policy, i.command_id, i.command_name, c.saved
  FROM json_each(:ids) d CROSS JOIN invocations i ON i.id = d.value
    JOIN users u ON u.id = i.user_id AND u.policy IS NOT NULL LEFT JOIN commands c ON c.id = i.command_id`

export function findLimitedRuns(connection: Connection, invocationIds: readonly number[]): readonly LimitedRun[] {
  const rows = connection.all<Row>(query, { ids: JSON.stringify(invocationIds) })
  return rows.map(({ id, owner_name, policy, command_id, command_name, saved }) => ({
    invocationId: id,
    ownerName: owner_name,
    policy: JSON.parse(policy) as Policy,
    command: saved === 1 ? { id: command_id, name: command_name } : 'script',
  }))
}
