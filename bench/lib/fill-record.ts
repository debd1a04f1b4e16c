import { DatabaseSync } from 'node:sqlite'
import { openSqliteStore } from '@muster/store'

/**
 * Writes ended tasks past the store, whose own way would take as long as the tasks took: invocations of a whole fleet
 * each, as `fanout` leaves them. Gives the account.
 */
export async function fillRecord(
  path: string,
  { tasks, fleet }: { readonly tasks: number; readonly fleet: number },
): Promise<number> {
  // The store makes its own schema.
  const store = await openSqliteStore({ path })
  await store.close()
  const database = new DatabaseSync(path)
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; PRAGMA wal_autocheckpoint = 20000')
  const at = Date.now()
  const invocations = tasks / fleet
  database.exec(`
    CREATE TEMP TABLE numbers (value INTEGER PRIMARY KEY);
    INSERT INTO numbers WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < ${fleet})
      SELECT value FROM n;
    BEGIN;
    INSERT INTO accounts (id, created_at) VALUES (1, ${at});
    INSERT INTO instances (id, account_id, kind, link, name, host_name, platform, architecture, local_ip, machine_id,
        agent_version, agent_user, public_key, tags, created_at, updated_at)
      SELECT value, 1, 'managed', 'native', 'host-' || value, 'host-' || value, 'linux', 'x64', '127.0.0.1', '', '0.1.0',
        'root', 'key-' || value, '{}', ${at}, ${at} FROM numbers;
    INSERT INTO presence SELECT value, 1, 1, ${at} FROM numbers;
    INSERT INTO invocations (id, account_id, command_id, command_name, description, source, instance_kind, type,
        timeout_seconds, working_directory, user_name, profile, termination, output_mode, bucket_url, key_prefix,
        first_task_id, total, succeeded, started_at, ended_at, created_at, updated_at)
      SELECT value, 1, value, '', '', 'user', 'managed', 'shell', 60, '', '', 'plain', 'processTree', 'merged', '', '',
        (value - 1) * ${fleet} + 1, ${fleet}, ${fleet}, ${at}, ${at}, ${at}, ${at} FROM numbers WHERE value <= ${invocations};
    INSERT INTO scripts (invocation_id, content) SELECT value, x'74727565' FROM numbers WHERE value <= ${invocations};
    COMMIT`)
  const insert = database.prepare(`INSERT INTO tasks (id, invocation_id, instance_id, state, attempt, cause, exit_code,
      output_size, output_dropped, started_at, ended_at, due_at, updated_at)
    SELECT :first + value - 1, :invocation, value, 5, 1, '', 0, 0, 0, :at, :at, :at, :at
    FROM numbers`)
  for (let invocation = 1; invocation <= invocations; invocation += 1)
    insert.run({ first: (invocation - 1) * fleet + 1, invocation, at })
  const counts = (tasks / fleet).toString(16).padStart(8, '0').repeat(256)
  database.exec(`INSERT INTO ended_counts SELECT DISTINCT value / 256, unhex('${counts}') FROM numbers`)
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
  return 1
}
