import type { Outcome, Report, ReportOutcome } from '@muster/core'
import { stateNumber, stateOf } from '../rows/states.ts'

export interface InstanceReport {
  readonly instanceId: number
  readonly report: Report
}

/**
 * Reports on their way between threads. A structured clone names each member of each object anew and copies each small
 * buffer by itself: of 10,000 ends with their output it took 42 ms, of rows with one buffer it takes 9.
 */
export interface PackedReports {
  readonly rows: readonly PackedRow[]
  readonly bytes: Uint8Array
}

type PackedRow =
  | readonly [kind: 'refused', instanceId: number, taskId: number, reason: string]
  | readonly [kind: 'started', instanceId: number, taskId: number, at: number]
  | readonly [kind: 'output', instanceId: number, taskId: number, offset: number, length: number]
  | readonly [
      kind: 'finished',
      instanceId: number,
      taskId: number,
      at: number,
      startedAt: number | undefined,
      outcome: Outcome,
      exitCode: number | undefined,
      size: number,
      dropped: number,
      cause: string,
    ]

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
    const size = reports.reduce((sum, { report }) => sum + (report.kind === 'output' ? report.data.length : 0), 0)
    const spare = spares.pop()
    const buffer = spare && spare.byteLength >= size ? spare : new SharedArrayBuffer(roomFor(size))
    try {
      return await call(packReports(reports, new Uint8Array(buffer)))
    } finally {
      spares.push(buffer)
    }
  }
}

const smallest = 64 * 1024

/** By doubling, so that those which became too small are together no more than the last. */
const roomFor = (size: number): number => (size <= smallest ? smallest : 2 ** Math.ceil(Math.log2(size)))

function packReports(reports: readonly InstanceReport[], bytes: Uint8Array): PackedReports {
  let used = 0
  for (const { report } of reports) {
    if (report.kind !== 'output') continue
    bytes.set(report.data, used)
    used += report.data.length
  }
  return { rows: reports.map(packRow), bytes }
}

function packRow({ instanceId, report }: InstanceReport): PackedRow {
  const { kind, taskId } = report
  switch (kind) {
    case 'refused':
      return [kind, instanceId, taskId, report.reason]
    case 'started':
      return [kind, instanceId, taskId, report.at]
    case 'output':
      return [kind, instanceId, taskId, report.offset, report.data.length]
    case 'finished': {
      const { at, startedAt, outcome, exitCode, size, dropped, cause } = report
      return [kind, instanceId, taskId, at, startedAt, outcome, exitCode, size, dropped, cause]
    }
  }
}

export function unpackReports({ rows, bytes }: PackedReports): readonly InstanceReport[] {
  let used = 0
  const take = (length: number) => {
    used += length
    return bytes.subarray(used - length, used)
  }
  return rows.map((row) => ({ instanceId: row[1], report: unpackRow(row, take) }))
}

function unpackRow(row: PackedRow, take: (length: number) => Uint8Array): Report {
  switch (row[0]) {
    case 'refused':
      return { kind: row[0], taskId: row[2], reason: row[3] }
    case 'started':
      return { kind: row[0], taskId: row[2], at: row[3] }
    case 'output':
      return { kind: row[0], taskId: row[2], offset: row[3], data: take(row[4]) }
    case 'finished': {
      const [kind, , taskId, at, startedAt, outcome, exitCode, size, dropped, cause] = row
      return { kind, taskId, at, startedAt, outcome, exitCode, size, dropped, cause }
    }
  }
}

/** Five numbers an outcome: nothing is cheaper to clone than a list of numbers. */
export type PackedOutcomes = readonly number[]

export const packOutcomes = (outcomes: readonly ReportOutcome[]): PackedOutcomes =>
  outcomes.flatMap(({ taskId, invocationId, offset, before, state }) => [
    taskId,
    invocationId,
    offset,
    stateNumber(before),
    stateNumber(state),
  ])

export function unpackOutcomes(packed: PackedOutcomes): readonly ReportOutcome[] {
  const outcomes: ReportOutcome[] = []
  for (let at = 0; at < packed.length; at += 5) {
    const number = (member: number) => packed[at + member] ?? 0
    const [before, state] = [stateOf(number(3)), stateOf(number(4))]
    outcomes.push({ taskId: number(0), invocationId: number(1), offset: number(2), before, state })
  }
  return outcomes
}
