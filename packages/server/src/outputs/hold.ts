import { limits, type Report, type Store } from '@muster/core'
import type { Spool, SpoolPiece } from './spool.ts'

export interface OwnedReport {
  readonly instanceId: number
  readonly report: Report
}

/**
 * Puts on disk what goes beyond the record, before the record counts it: what the record counts is then never lost. Gives
 * the tasks of which that was not possible.
 */
export type HoldOutputs = (reports: readonly OwnedReport[]) => Promise<ReadonlySet<number>>

const none: ReadonlySet<number> = new Set()

/**
 * A task that does not deliver never gets here, as its agent keeps no more than the record; so this costs the others one
 * comparison. What an agent says of tasks that are not its own, or not open, is not written.
 */
export function createHold(store: Pick<Store, 'openDeliveries'>, spool: Spool): HoldOutputs {
  return async (reports) => {
    const beyond = reports.flatMap(({ instanceId, report }) =>
      isBeyond(report) ? [{ instanceId, ...pieceOf(report) }] : [],
    )
    if (beyond.length === 0) return none
    const open = await store.openDeliveries([...new Set(beyond.map(({ taskId }) => taskId))])
    const owners = new Map(open.map(({ taskId, instanceId }) => [taskId, instanceId]))
    return spool.write(beyond.filter(({ taskId, instanceId }) => owners.get(taskId) === instanceId))
  }
}

type OutputReport = Extract<Report, { kind: 'output' }>

function isBeyond(report: Report): report is OutputReport {
  if (report.kind !== 'output') return false
  const end = report.offset + report.data.length
  return end > limits.outputBytes && end <= limits.wholeOutputBytes
}

function pieceOf({ taskId, offset, data }: OutputReport): SpoolPiece {
  const inRecord = Math.max(0, limits.outputBytes - offset)
  return { taskId, at: offset + inRecord - limits.outputBytes, data: data.subarray(inRecord) }
}
