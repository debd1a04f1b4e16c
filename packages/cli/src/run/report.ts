import type { Invocation, Task } from '@muster/protocol/api'
import { exitCodes } from '../errors.ts'
import { type Io, paintOf, printLines, widthFor } from '../io.ts'
import { barLine, plainLine } from '../tty/bar.ts'
import { groupTasks } from './groups.ts'
import { renderGroups } from './render-groups.ts'
import { countsText, doneOf } from './states.ts'

export interface ReportOptions {
  readonly elapsed: string
  readonly full?: boolean | undefined
}

const shownLines = 40

/** The one line about the whole, and below it the hosts grouped by what happened on them. */
export function reportLines(io: Io, invocation: Invocation, tasks: readonly Task[], options: ReportOptions): string[] {
  const { id, total, counts } = invocation
  const progress = { id, total, done: doneOf(counts), elapsed: options.elapsed, counts: countsText(counts) }
  const width = widthFor(io)
  const groups = renderGroups(groupTasks(tasks), {
    destination: io.stdout.isTTY ? 'terminal' : 'pipe',
    lines: options.full ? Number.POSITIVE_INFINITY : shownLines,
    seeAll: `muster invocations show ${id} --full`,
    width,
    paint: paintOf(io),
    timeout: invocation.timeout,
  })
  return [io.stdout.isTTY ? barLine(progress, width) : plainLine(progress), '', ...groups]
}

/** The line that repeats a run where it did not succeed; `words` are the options and the script. */
function againLines(invocation: Invocation, words: string): string[] {
  const failed = invocation.total - invocation.counts.succeeded
  if (failed === 0) return []
  const { cancelled, terminated, skipped } = invocation.counts
  const which = cancelled + terminated + skipped > 0 ? `${failed} that did not succeed` : `${failed} that failed`
  return ['', `again on the ${which}:  muster run --failed ${invocation.id} ${words}`]
}

export const exitCodeFor = ({ total, counts }: Invocation): number =>
  counts.succeeded === total ? exitCodes.ok : exitCodes.failed

export function report(
  io: Io,
  invocation: Invocation,
  tasks: readonly Task[],
  options: ReportOptions & { readonly again: string },
): void {
  printLines(io, [...reportLines(io, invocation, tasks, options), ...againLines(invocation, options.again)])
}
