import type { Outcome, Report, ReportOutcome } from '@muster/core'
import { stateNumber, stateOf } from '../rows/states.ts'
import type { Reported } from './reported.ts'

export interface InstanceReport {
  readonly instanceId: number
  readonly report: Report
}

/**
 * Reports on their way between threads: so many numbers each, and beside them what has no fixed size. A structured clone
 * names each member of each object anew, and copies each small buffer by itself.
 */
export interface PackedReports {
  readonly count: number
  readonly numbers: Float64Array
  readonly texts: readonly string[]
  readonly bytes: Uint8Array
}

const kinds = ['refused', 'started', 'output', 'finished'] as const satisfies readonly Report['kind'][]
const outcomes = [
  'exited',
  'timedOut',
  'terminated',
  'cancelled',
  'startFailed',
  'lost',
] as const satisfies readonly Outcome[]

/** Kind, instance and task, and seven of an end. */
const width = 10
const noText = -1

/**
 * Packs reports for the time that a call takes. Both threads see shared memory, so that it is not copied on its way; but
 * to no thread's collector does it weigh anything, and what was made for each call lay about by the 50 MB. So those of
 * calls that have ended serve the next.
 */
export function createPacker() {
  const spares: SharedArrayBuffer[] = []
  return async <Result>(
    reports: readonly InstanceReport[],
    call: (packed: PackedReports) => Promise<Result>,
  ): Promise<Result> => {
    const size = reports.reduce((sum, { report }) => sum + 8 * width + outputOf(report).length, 0)
    const spare = spares.pop()
    const buffer = spare && spare.byteLength >= size ? spare : new SharedArrayBuffer(roomFor(size))
    try {
      return await call(packReports(reports, buffer))
    } finally {
      spares.push(buffer)
    }
  }
}

const smallest = 64 * 1024

/** By doubling, so that those which became too small are together no more than the last. */
const roomFor = (size: number): number => (size <= smallest ? smallest : 2 ** Math.ceil(Math.log2(size)))

const nothing = new Uint8Array()
const outputOf = (report: Report): Uint8Array => (report.kind === 'output' ? report.data : nothing)

function packReports(reports: readonly InstanceReport[], buffer: SharedArrayBuffer): PackedReports {
  const count = reports.length
  const numbers = new Float64Array(buffer, 0, count * width)
  const bytes = new Uint8Array(buffer, numbers.byteLength)
  const texts: string[] = []
  let used = 0
  for (const [index, { instanceId, report }] of reports.entries()) {
    bytes.set(outputOf(report), used)
    used += outputOf(report).length
    const at = index * width
    numbers[at] = kinds.indexOf(report.kind)
    numbers[at + 1] = instanceId
    numbers[at + 2] = report.taskId
    packRest(report, numbers, at + 3, (text) => (text === '' ? noText : texts.push(text) - 1))
  }
  return { count, numbers, texts, bytes }
}

function packRest(report: Report, to: Float64Array, at: number, keep: (text: string) => number): void {
  switch (report.kind) {
    case 'refused':
      to[at] = keep(report.reason)
      return
    case 'started':
      to[at] = report.at
      return
    case 'output':
      to[at] = report.offset
      to[at + 1] = report.data.length
      return
    case 'finished':
      to[at] = report.at
      to[at + 1] = report.startedAt ?? Number.NaN
      to[at + 2] = outcomes.indexOf(report.outcome)
      to[at + 3] = report.exitCode ?? Number.NaN
      to[at + 4] = report.size
      to[at + 5] = report.dropped
      to[at + 6] = keep(report.cause)
  }
}

/** Without functions or views of a report's own: by the ten thousand they were a quarter of the writer's garbage. */
export function unpackReports({ count, numbers, texts, bytes }: PackedReports): readonly InstanceReport[] {
  const reports: InstanceReport[] = []
  let used = 0
  for (let at = 0; at < count * width; at += width) {
    const length = kinds[number(numbers, at)] === 'output' ? number(numbers, at + 4) : 0
    const data = length > 0 ? bytes.subarray(used, used + length) : nothing
    used += length
    reports.push({ instanceId: number(numbers, at + 1), report: unpackReport(numbers, at, texts, data) })
  }
  return reports
}

const number = (numbers: Float64Array, at: number): number => numbers[at] ?? Number.NaN

function perhaps(numbers: Float64Array, at: number): number | undefined {
  const found = number(numbers, at)
  return Number.isNaN(found) ? undefined : found
}

function unpackReport(numbers: Float64Array, at: number, texts: readonly string[], data: Uint8Array): Report {
  const taskId = number(numbers, at + 2)
  const kind = kinds[number(numbers, at)]
  switch (kind) {
    case 'refused':
      return { kind, taskId, reason: texts[number(numbers, at + 3)] ?? '' }
    case 'started':
      return { kind, taskId, at: number(numbers, at + 3) }
    case 'output':
      return { kind, taskId, offset: number(numbers, at + 3), data }
    default:
      return {
        kind: 'finished',
        taskId,
        at: number(numbers, at + 3),
        startedAt: perhaps(numbers, at + 4),
        outcome: outcomes[number(numbers, at + 5)] ?? 'lost',
        exitCode: perhaps(numbers, at + 6),
        size: number(numbers, at + 7),
        dropped: number(numbers, at + 8),
        cause: texts[number(numbers, at + 9)] ?? '',
      }
  }
}

/** Five numbers an outcome: nothing is cheaper to clone than a list of numbers. */
export type PackedOutcomes = readonly number[]

export function packOutcomes(reported: readonly Pick<Reported, 'before' | 'after'>[]): PackedOutcomes {
  const packed: number[] = []
  for (const { before, after } of reported)
    packed.push(after.id, after.invocationId, after.outputSize, stateNumber(before.state), stateNumber(after.state))
  return packed
}

export function unpackOutcomes(packed: PackedOutcomes): readonly ReportOutcome[] {
  const outcomes: ReportOutcome[] = []
  for (let at = 0; at < packed.length; at += 5) {
    const number = (member: number) => packed[at + member] ?? 0
    const [before, state] = [stateOf(number(3)), stateOf(number(4))]
    outcomes.push({ taskId: number(0), invocationId: number(1), offset: number(2), before, state })
  }
  return outcomes
}
