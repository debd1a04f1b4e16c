import { applyReport, limits, type Report, type TaskLife } from '@muster/core'
import { appendable } from './output.ts'
import type { HeldTask } from './read-tasks.ts'

/** A task, or a firing of one that stays, while its reports are applied in the order in which they came. */
export interface Reported {
  readonly before: TaskLife
  readonly timeoutSeconds: number
  after: TaskLife
  /** What comes behind the output that was held before. */
  pieces: readonly Uint8Array[]
}

const none: readonly Uint8Array[] = []

export const begin = ({ task, timeoutSeconds }: HeldTask): Reported => ({
  before: task,
  timeoutSeconds,
  after: task,
  pieces: none,
})

export function apply(entry: Reported, report: Report, at: number): void {
  const task = entry.after
  if (report.kind === 'output') {
    const piece = appendable(task, report)
    if (!piece) return
    // What goes beyond the record lies in the spool of the deliveries already.
    const room = limits.outputBytes - task.outputSize
    if (room > 0) entry.pieces = [...entry.pieces, piece.length <= room ? piece : piece.subarray(0, room)]
    entry.after = { ...task, outputSize: task.outputSize + piece.length }
    return
  }
  if (report.kind === 'finished' && !isComplete(report, task)) return
  const change = applyReport(task, report, entry.timeoutSeconds, at)
  if (change) entry.after = { ...task, ...change }
}

/** A power cut may take from the host what is held here of a script's output; then nobody can tell the rest of it. */
const isComplete = ({ size, outcome }: Extract<Report, { kind: 'finished' }>, { outputSize }: TaskLife): boolean =>
  outcome === 'lost' ? size <= outputSize : size === outputSize
