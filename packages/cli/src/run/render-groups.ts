import type { Paint } from '../tty/colour.ts'
import { duration } from '../tty/duration.ts'
import { fold } from '../tty/node-set.ts'
import { sanitiseLine } from '../tty/sanitise.ts'
import { displayWidth, padEnd } from '../tty/width.ts'
import type { Group } from './groups.ts'
import { type OutputStyle, outputLines } from './output-lines.ts'
import { isOpen } from './states.ts'

export interface GroupStyle extends OutputStyle {
  readonly width: number
  readonly paint: Paint
  /** Of the run, in seconds. */
  readonly timeout: number
}

const indent = '    '
// Names that do not fold, of thousands of hosts, would push everything else off the screen.
const mostNameLines = 8

function colourOf(group: Group, paint: Paint): (text: string) => string {
  if (group.state === 'succeeded') return paint.green
  if (group.state === 'skipped' || isOpen(group.state)) return paint.yellow
  return paint.red
}

/** Node sets in lines of a width, broken only between sets or, in a long one, after a comma. */
function nameLines(hosts: readonly string[], width: number, style: GroupStyle): string[] {
  const pieces =
    fold(hosts.map(sanitiseLine))
      .join(',')
      .match(/[^,]+,?/g) ?? []
  const lines: string[] = []
  let line = ''
  for (const piece of pieces) {
    if (line !== '' && displayWidth(line + piece) > width) {
      lines.push(line)
      line = ''
    }
    line += piece
  }
  lines.push(line)
  if (lines.length <= mostNameLines || style.lines === Infinity) return lines
  return [...lines.slice(0, mostNameLines - 1), `… all: ${style.seeAll}`]
}

const after = (group: Group, timeout: number): string =>
  group.state === 'timedOut' ? `after ${duration(timeout * 1000)}` : ''

/** Each group as a line of count, verdict and names, with its output below. */
export function renderGroups(groups: readonly Group[], style: GroupStyle): string[] {
  const countWidth = Math.max(0, ...groups.map(({ hosts }) => String(hosts.length).length))
  const verdictWidth = Math.max(0, ...groups.map(({ verdict }) => verdict.length)) + 4
  return groups.flatMap((group) => {
    const count = String(group.hosts.length).padStart(countWidth)
    const noun = group.hosts.length === 1 ? 'host ' : 'hosts'
    const head = `${count} ${noun}   `
    const margin = head.length + verdictWidth
    const [first = '', ...rest] = nameLines(group.hosts, Math.max(20, style.width - margin), style)
    const note = after(group, style.timeout)
    const verdict = colourOf(group, style.paint)(group.verdict) + ' '.repeat(verdictWidth - group.verdict.length)
    return [
      `${head}${verdict}${first}${note && rest.length === 0 ? `     ${note}` : ''}`,
      ...rest.map((line) => padEnd('', margin) + line),
      ...(group.cause && group.state !== 'timedOut' ? [`${indent}${style.paint.dim(sanitiseLine(group.cause))}`] : []),
      ...outputLines(group.output, group.dropped, style).map((line) => (line === '' ? '' : indent + line)),
    ]
  })
}
