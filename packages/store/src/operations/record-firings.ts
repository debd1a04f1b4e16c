import type { FiringKey, FiringOutcome, FiringReport, TaskLife } from '@muster/core'
import type { Connection } from '../engines/sqlite/connection.ts'
import { stateNumber, stateOf } from '../rows/states.ts'
import type { FiringTable } from '../schema.ts'
import { readTasks } from '../tasks/read-tasks.ts'
import { apply, begin, type Reported } from '../tasks/reported.ts'

const one = 'SELECT * FROM firings WHERE task_id = :taskId AND number = :number'
const limitsOf = `SELECT t.id, i.timeout_seconds AS timeout, i.created_at AS since FROM json_each(:ids) d CROSS JOIN tasks t ON t.id = d.value
  CROSS JOIN invocations i ON i.id = t.invocation_id WHERE i.repeats > 0`
const save = `INSERT OR REPLACE INTO firings (task_id, number, state, cause, exit_code, output_size, output_dropped,
  started_at, ended_at, due_at, updated_at, output) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

interface Firing {
  readonly task: TaskLife
  readonly key: FiringKey
  /** Of its output, before these reports. */
  readonly held: Uint8Array
  readonly reported: Reported
}

/**
 * A firing begins with the first report of it: the host decided on it by itself. Its reports are taken by the same rules
 * as those of a task. One outcome for each firing of a task that stays on the host that reports it.
 */
export function recordFirings(
  connection: Connection,
  { reports, at }: { reports: readonly FiringReport[]; at: number },
): readonly FiringOutcome[] {
  const ids = [...new Set(reports.map(({ report }) => report.taskId))]
  const rows = connection.all<{ id: number; timeout: number; since: number }>(limitsOf, { ids: JSON.stringify(ids) })
  const known = new Map(rows.map((row) => [row.id, row]))
  const tasks = new Map(readTasks(connection, ids).map(({ task }) => [task.id, task]))
  const firings = new Map<string, Firing>()
  for (const { instanceId, number, report } of reports) {
    const task = tasks.get(report.taskId)
    const { timeout: timeoutSeconds, since } = known.get(report.taskId) ?? {}
    if (task?.instanceId !== instanceId || timeoutSeconds === undefined || since === undefined) continue
    if (number > mostFirings(at - since)) continue
    const key = { taskId: task.id, number }
    const name = `${task.id} ${number}`
    const firing = firings.get(name) ?? { task, key, ...read(connection, task, number, timeoutSeconds) }
    firings.set(name, firing)
    apply(firing.reported, report, at)
  }
  for (const firing of firings.values()) write(connection, firing, at)
  return [...firings.values()].map(({ task, key, reported: { after } }) => ({
    ...key,
    offset: after.outputSize,
    state: after.state,
    taskState: task.state,
  }))
}

function read(
  connection: Connection,
  task: TaskLife,
  number: number,
  timeoutSeconds: number,
): Pick<Firing, 'held' | 'reported'> {
  const row = connection.get<FiringTable>(one, { taskId: task.id, number })
  const { id, invocationId, instanceId } = task
  const same = { id, invocationId, instanceId, delivers: false }
  if (!row) {
    const fresh = { cause: '', exitCode: undefined, outputSize: 0, outputDropped: 0, startedAt: undefined }
    const life: TaskLife = { ...same, ...fresh, state: 'delivering', endedAt: undefined, dueAt: 0 }
    return { reported: begin({ task: life, timeoutSeconds }), held: new Uint8Array() }
  }
  const life = {
    ...same,
    state: stateOf(row.state),
    cause: row.cause,
    exitCode: row.exit_code ?? undefined,
    outputSize: row.output_size,
    outputDropped: row.output_dropped,
    startedAt: row.started_at ?? undefined,
    endedAt: row.ended_at ?? undefined,
    dueAt: row.due_at,
  }
  return { reported: begin({ task: life, timeoutSeconds }), held: row.output }
}

function write(connection: Connection, { key, held, reported }: Firing, at: number): void {
  const { after: life, pieces, timeoutSeconds } = reported
  connection.run(save, [
    key.taskId,
    key.number,
    stateNumber(life.state),
    life.cause,
    life.exitCode ?? null,
    life.outputSize,
    life.outputDropped,
    life.startedAt ?? null,
    life.endedAt ?? null,
    life.dueAt || at + timeoutSeconds * 1000 + firstReportMs,
    at,
    pieces.length === 0 ? held : Buffer.concat([held, ...pieces]),
  ])
}

/**
 * In so many milliseconds: firings are ten seconds apart at least, and a few come early by another clock. Else a host could
 * make up as many as fill the disk.
 */
const mostFirings = (milliseconds: number) => Math.max(0, milliseconds) / 10_000 + 100

/** Of a firing whose output came before its start was told. */
const firstReportMs = 600_000
