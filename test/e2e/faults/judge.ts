import { existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { hasEnded, type TaskRecord } from '../harness/tat.ts'
import type { Kind } from './kind.ts'
import { expectedOf, startsFile, type Work } from './work.ts'

/** What may go wrong with a task that was accepted. */
export type Violation = 'missing' | 'twice' | 'stuck' | 'wrong'

export interface Finding {
  readonly violation: Violation
  readonly detail: string
}

/** A work that the server has accepted, with what became of it. */
export interface Outcome {
  readonly work: Work
  readonly tasks: readonly TaskRecord[]
}

const lost = 'TASK_TIMEOUT'
export const isLost = (task: TaskRecord): boolean => task.TaskStatus === lost

/** `hit`: the tasks that the fault may have cost their end. */
export function judge({ work, tasks }: Outcome, kind: Kind, hit: ReadonlySet<string>): readonly Finding[] {
  const findings: Finding[] = []
  if (tasks.length !== work.hosts.length)
    findings.push({ violation: 'missing', detail: `${work.name} has ${tasks.length} of ${work.hosts.length} tasks` })
  for (const task of tasks) {
    const tell = (violation: Violation, what: string) => {
      const { TaskStatus, ErrorInfo, TaskResult } = task
      const end = `${TaskStatus} ${TaskResult.ExitCode} +${TaskResult.Dropped} ${ErrorInfo}`
      findings.push({
        violation,
        detail: `${work.name} ${work.shape} ${task.InvocationTaskId}: ${what} (${end.trim()})`,
      })
    }
    if (!hasEnded(task)) tell('stuck', 'has not ended')
    else if (!endedTruly(work, task) && !(hit.has(task.InvocationTaskId) && endedByFault(work, task, kind)))
      tell('wrong', describeOutput(work, task))
  }
  return findings
}

function endedTruly(work: Work, { TaskStatus, TaskResult }: TaskRecord): boolean {
  const { status, exitCode, output, dropped } = expectedOf(work)
  const same = Buffer.from(TaskResult.Output, 'base64').equals(output)
  return TaskStatus === status && TaskResult.ExitCode === exitCode && TaskResult.Dropped === dropped && same
}

/** Lost with its cause, or never started; what is there of its output is what it wrote first. */
function endedByFault(work: Work, { TaskStatus, ErrorInfo, TaskResult }: TaskRecord, kind: Kind): boolean {
  const output = Buffer.from(TaskResult.Output, 'base64')
  const isPrefix = output.equals(expectedOf(work).output.subarray(0, output.length))
  const isLoss = TaskStatus === lost && kind.losses.some((loss) => loss.test(ErrorInfo))
  return isPrefix && (isLoss || (TaskStatus === 'START_FAILED' && output.length === 0))
}

function describeOutput(work: Work, { TaskResult }: TaskRecord): string {
  const { status, exitCode, output, dropped } = expectedOf(work)
  const found = Buffer.from(TaskResult.Output, 'base64')
  const relation = found.equals(output)
    ? 'exact'
    : found.equals(output.subarray(0, found.length))
      ? 'a prefix'
      : 'other'
  return `${found.length} of ${output.length} bytes, ${relation}; expected ${status} ${exitCode} +${dropped}`
}

/** Scripts that were started more than once, of works that were accepted or not. */
export function findRepeated(folder: string, works: readonly Work[]): readonly Finding[] {
  return works.flatMap((work): Finding[] => {
    const file = startsFile(folder, work)
    // A parent that was killed in that very instant cannot be named any more.
    const starts = existsSync(file)
      ? readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .filter((line) => line !== '/')
      : []
    const hosts = new Set(starts.map((start) => dirname(start)))
    if (hosts.size === starts.length) return []
    return [{ violation: 'twice', detail: `${work.name} was started in ${starts.join(', ')}` }]
  })
}
