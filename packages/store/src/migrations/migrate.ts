import type { Connection } from '../engines/sqlite/connection.ts'
import * as record from './0001-record.ts'
import * as schedules from './0002-schedules.ts'
import * as commands from './0003-commands.ts'
import * as removals from './0004-removals.ts'
import * as temporaryKeys from './0005-temporary-keys.ts'
import * as deliveries from './0006-deliveries.ts'
import * as askers from './0007-askers.ts'
import * as users from './0008-users.ts'
import * as keyring from './0009-keyring.ts'
import * as retention from './0010-retention.ts'
import * as acts from './0011-acts.ts'
import * as firings from './0012-firings.ts'
import * as fleet from './0013-fleet.ts'
import * as execution from './0014-execution.ts'
import * as files from './0015-files.ts'
import * as terminals from './0016-terminals.ts'
import * as ended from './0060-ended.ts'
import * as endedCounts from './0061-ended-counts.ts'
import * as savedRuns from './0062-saved-runs.ts'

interface Migration {
  readonly name: string
  readonly sql: string
}

export const migrations: readonly Migration[] = [
  record,
  schedules,
  commands,
  removals,
  temporaryKeys,
  deliveries,
  askers,
  users,
  keyring,
  retention,
  acts,
  firings,
  fleet,
  execution,
  files,
  terminals,
  ended,
  endedCounts,
  savedRuns,
]

/** Brings the schema up to date, each step whole or not at all. Two processes that start at once do it once. */
export function migrate(connection: Connection, known: readonly Migration[] = migrations): void {
  connection.script('BEGIN IMMEDIATE')
  try {
    connection.script('CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY) STRICT')
    const applied = new Set(connection.all<{ name: string }>('SELECT name FROM migrations').map(({ name }) => name))
    const unknown = [...applied].filter((name) => !known.some((migration) => migration.name === name))
    if (unknown.length > 0)
      throw new Error(
        `The database was made by a newer version of Muster (${unknown.join(', ')}). Start that version, or restore a backup.`,
      )
    for (const { name, sql } of known.filter((migration) => !applied.has(migration.name))) {
      connection.script(sql)
      connection.run('INSERT INTO migrations (name) VALUES (:name)', { name })
    }
    connection.script('COMMIT')
  } catch (error) {
    connection.script('ROLLBACK')
    throw error
  }
}
