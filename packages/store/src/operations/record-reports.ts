import type { ReportOutcome } from '@muster/core'
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
  const held = new Map(readTasks(connection, ids).map((task) => [task.task.id, task]))
  const reported = new Map<number, Reported>()
  for (const { instanceId, report } of reports) {
    const known = held.get(report.taskId)
    if (known?.task.instanceId !== instanceId) continue
    const entry = reported.get(report.taskId) ?? begin(known)
    reported.set(report.taskId, entry)
    apply(entry, report, at)
  }
  const entries = [...reported.values()]
  const changed = entries.filter(({ before, after }) => after !== before)
  writeOutput(
    connection,
    changed.map(({ after, output }) => ({ taskId: after.id, ...output })),
  )
  writeTasks(connection, changed, at)
  return packOutcomes(entries.map(toOutcome))
}

const toOutcome = ({ before, after }: Reported): ReportOutcome => ({
  taskId: after.id,
  invocationId: after.invocationId,
  offset: after.outputSize,
  before: before.state,
  state: after.state,
})
