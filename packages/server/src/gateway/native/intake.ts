import { type Deps, isTerminal, type Report, type ReportOutcome } from '@muster/core'
import type { TaskEvent } from '@muster/protocol/agent'
import type { Logger } from 'pino'
import type { Bus } from '../../events/bus.ts'
import { reportOf } from './reports.ts'
import type { Session } from './session.ts'

/**
 * Bytes of reports that wait for the disk. Beyond it the senders are not read until the next commit, and their kernel
 * slows them down; the agents keep on disk what they cannot send.
 */
const waitingLimit = 32 * 1024 * 1024
/** What a report costs beside its output. */
const reportBytes = 200

interface Entry {
  readonly session: Session
  readonly report: Report
  readonly attempt: number
}

export interface Intake {
  readonly add: (session: Session, events: readonly TaskEvent[]) => void
  /** Resolves when nothing waits. */
  readonly idle: () => Promise<void>
}

interface Parts {
  readonly deps: () => Deps
  readonly bus: Bus
  readonly log: Logger
  /** Told which sequences of a session have ended for good; gives the one up to which all have. */
  readonly settle: (session: Session, sequences: readonly number[]) => number | null
}

/** Takes the agents' reports: whatever came since the last commit is the next one, and only then acknowledged. */
export function createIntake({ deps, bus, log, settle }: Parts): Intake {
  let queue: Entry[] = []
  let waiting = 0
  let recording: Promise<void> | undefined
  const paused = new Set<Session>()

  function add(session: Session, events: readonly TaskEvent[]) {
    const now = deps().clock.now()
    for (const event of events) {
      if (event.event === 'refused' && event.code === 'busy') session.refusedAsBusy = true
      const report = reportOf(event, now)
      if (!report) continue
      queue.push({ session, report, attempt: event.attempt })
      waiting += reportBytes + (report.kind === 'output' ? report.data.length : 0)
    }
    if (waiting > waitingLimit) {
      session.pause()
      paused.add(session)
    }
    if (queue.length > 0) recording ??= recordAll()
  }

  async function recordAll() {
    while (queue.length > 0) {
      // One turn of the loop, so that reports which arrived together share a commit.
      await new Promise((resolve) => setImmediate(resolve))
      const batch = queue
      queue = []
      waiting = 0
      await record(batch)
      for (const session of paused) session.resume()
      paused.clear()
    }
    recording = undefined
  }

  async function record(batch: readonly Entry[]) {
    try {
      const { store, clock } = deps()
      const reports = batch.map(({ session, report }) => ({ instanceId: session.instanceId, report }))
      const { outcomes, moves } = await store.recordReports({ reports, at: clock.now() })
      acknowledge(batch, outcomes)
      bus.publishMoves(moves)
      publishOutput(batch, outcomes)
    } catch (error) {
      // Nothing was acknowledged: the agents keep it, and send it again over a new connection.
      log.error({ error: String(error), reports: batch.length }, 'reports could not be stored')
      for (const session of new Set(batch.map((entry) => entry.session))) session.close(1013, 'try again later')
    }
  }

  function acknowledge(batch: readonly Entry[], outcomes: readonly ReportOutcome[]) {
    const held = new Map(outcomes.map((outcome) => [outcome.taskId, outcome]))
    for (const [session, entries] of Map.groupBy(batch, (entry) => entry.session)) {
      const attempts = new Map(entries.map(({ report, attempt }) => [report.taskId, attempt]))
      const tasks = [...attempts].map(([sequence, attempt]) => {
        const outcome = held.get(sequence)
        // A task that is not this agent's, or no longer known, is done: the agent must not offer it for ever.
        const done = outcome === undefined || isTerminal(outcome.state)
        return { sequence, attempt, offset: outcome?.offset ?? 0, done }
      })
      const settled = settle(
        session,
        tasks.filter(({ done }) => done).map(({ sequence }) => sequence),
      )
      session.send({ type: 'acknowledge', tasks, settled })
      stopOverruns(session, entries, held)
    }
  }

  /** A task that ended without its agent, by a cancel or a deadline, must not run on when the agent comes back. */
  function stopOverruns(session: Session, entries: readonly Entry[], held: ReadonlyMap<number, ReportOutcome>) {
    const ended = new Set(entries.filter(({ report }) => report.kind === 'finished').map(({ report }) => report.taskId))
    const running = entries.filter(({ report: { kind, taskId } }) => {
      const outcome = held.get(taskId)
      return kind === 'started' && !ended.has(taskId) && outcome !== undefined && isTerminal(outcome.state)
    })
    if (running.length === 0) return
    const tasks = running.map(({ report, attempt }) => ({ sequence: report.taskId, attempt }))
    session.send({ type: 'cancel', tasks })
  }

  function publishOutput(batch: readonly Entry[], outcomes: readonly ReportOutcome[]) {
    const invocations = new Map(outcomes.map((outcome) => [outcome.taskId, outcome.invocationId]))
    for (const { session, report } of batch) {
      const invocationId = invocations.get(report.taskId)
      if (report.kind !== 'output' || invocationId === undefined || !bus.watched(invocationId)) continue
      const { offset, data } = report
      bus.publish({ kind: 'output', invocationId, instanceId: session.instanceId, offset, data })
    }
  }

  return { add, idle: async () => recording }
}
