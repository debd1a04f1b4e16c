import type { Connection } from '../engines/sqlite/connection.ts'
import { writeOutput } from '../tasks/output.ts'
import { type PackedOutcomes, type PackedReports, packOutcomes, unpackReports } from '../tasks/packed-reports.ts'
import { readTasks } from '../tasks/read-tasks.ts'
import { apply, begin, type Reported } from '../tasks/reported.ts'
import { writeTasks } from '../tasks/write-tasks.ts'

/**
 * One outcome for each task that was reported by its own instance, in the order of their first reports. What cannot be
 * taken yet (output after a gap, an end whose output is not all here) changes nothing: the outcome's offset says where
 * the agent must go on.
 */
export function recordReports(
  connection: Connection,
  { packed, at }: { packed: PackedReports; at: number },
): PackedOutcomes {
  const reports = unpackReports(packed)
  const ids = [...new Set(reports.map(({ report }) => report.taskId))]
  const known = new Map<number, Reported>()
  for (const held of readTasks(connection, ids)) known.set(held.task.id, begin(held))
  const reported = new Set<Reported>()
  for (const { instanceId, report } of reports) {
    const entry = known.get(report.taskId)
    if (entry?.before.instanceId !== instanceId) continue
    reported.add(entry)
    apply(entry, report, at)
  }
  const entries = [...reported]
  const changed = entries.filter(({ before, after }) => after !== before)
  writeOutput(connection, changed)
  writeTasks(connection, changed, at)
  return packOutcomes(entries)
}
