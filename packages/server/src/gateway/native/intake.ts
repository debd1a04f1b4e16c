import { type Deps, isTerminal, type Report, type ReportOutcome } from '@muster/core'
import type { TaskEvent } from '@muster/protocol/agent'
import type { Logger } from 'pino'
import type { Bus } from '../../events/bus.ts'
import type { HoldOutputs } from '../../outputs/hold.ts'
import { createAcknowledgements } from './acknowledgements.ts'
import { FairQueue } from './fair-queue.ts'
import { createFirings } from './firings.ts'
import { isFiring, reportOf } from './reports.ts'
import type { Session } from './session.ts'

/**
 * Bytes of reports that wait for the disk. Beyond it the senders are not read until the next commit, and their kernel
 * slows them down; the agents keep on disk what they cannot send.
 */
const waitingLimit = 32 * 1024 * 1024
/**
 * Of one commit, in the weights below: it takes the writer 4 ms, so that a task does not wait long behind ten thousand of
 * another invocation. With 256 reports the writer waited for this thread, and a fan-out took 420 ms in place of 370.
 */
const batchWeight = 512
/** Of one invocation in a commit, while others wait. */
const share = 128
/** What a report costs the writer: as much as 32 KB of output. */
const weightOf = ({ report }: Entry): number => 1 + (report.kind === 'output' ? report.data.length / 32_768 : 0)
/** Commits on their way: while the writer is at one, the next is put together. */
const flightLimit = 2
/**
 * Reports of an invocation that has no more of them waiting have a flight of their own: behind the many of another one, a
 * task beside a fan-out waited 60 ms for two commits.
 */
const shortLine = 4
/** What a report costs beside its output. */
const reportBytes = 200

const sizeOf = (report: Report): number => reportBytes + (report.kind === 'output' ? report.data.length : 0)

interface Entry {
  readonly session: Session
  readonly instanceId: number
  readonly report: Report
  readonly attempt: number
  /** Undefined where it is not known, as of an agent that has just come back. */
  readonly invocationId: number | undefined
}

export interface Intake {
  readonly add: (session: Session, events: readonly TaskEvent[]) => void
  /** Resolves when nothing waits, for the disk or to be acknowledged. */
  readonly idle: () => Promise<void>
}

interface Parts {
  readonly deps: () => Deps
  readonly bus: Bus
  readonly log: Logger
  readonly hold: HoldOutputs
  readonly after: (ms: number, work: () => void) => void
  /** Told of each task of a session that has ended for good. */
  readonly ended: (session: Session, sequence: number) => void
}

/** Takes the agents' reports: whatever came since the last commit is the next one, and only then acknowledged. */
export function createIntake({ deps, bus, log, hold, after, ended }: Parts): Intake {
  const acknowledgements = createAcknowledgements({ after, oldestWaiting: (ids) => deps().store.oldestWaiting(ids) })
  const firings = createFirings({ deps, log })
  const queue = new FairQueue<number | undefined, Entry>(weightOf)
  /** How many reports of an agent wait in the line of those whose invocation is not known: what follows stays behind them. */
  const unsorted = new Map<Session, number>()
  let waiting = 0
  const flights = new Set<Promise<void>>()
  const shortFlights = new Set<Promise<void>>()
  let shortWaits = false
  /** Outputs are held in the order of their batches. */
  let held: Promise<unknown> = Promise.resolve()
  const paused = new Set<Session>()

  function add(session: Session, events: readonly TaskEvent[]) {
    const now = deps().clock.now()
    if (events.some(isFiring)) firings.add(session, events.filter(isFiring))
    for (const event of events) {
      if (isFiring(event)) continue
      if (event.event === 'refused' && event.code === 'busy') session.tasks.unsent = true
      const report = reportOf(event, now)
      if (!report) continue
      const before = unsorted.get(session) ?? 0
      const invocationId = before > 0 ? undefined : session.tasks.invocationOf(report.taskId)
      if (invocationId === undefined) unsorted.set(session, before + 1)
      const entry = { session, instanceId: session.instanceId, report, attempt: event.attempt, invocationId }
      if (queue.put(invocationId, [entry]) <= shortLine) shortWaits = true
      waiting += sizeOf(report)
    }
    if (waiting > waitingLimit && !paused.has(session)) {
      session.pause()
      paused.add(session)
    }
    take()
  }

  function take() {
    if (queue.size === 0) return
    if (flights.size < flightLimit) fly(flights, () => queue.take(batchWeight, share))
    else if (shortWaits && shortFlights.size === 0) fly(shortFlights, takeShort)
  }

  function takeShort() {
    shortWaits = false
    return queue.takeShort(shortLine, batchWeight)
  }

  function fly(among: Set<Promise<void>>, load: () => readonly Entry[]) {
    const flight = takeOff(load).finally(() => {
      among.delete(flight)
      take()
    })
    among.add(flight)
  }

  async function takeOff(load: () => readonly Entry[]) {
    // One turn of the loop, so that reports which arrived together share a commit.
    await new Promise((resolve) => setImmediate(resolve))
    const batch = load()
    for (const { session, invocationId } of batch) if (invocationId === undefined) sort(session)
    if (batch.length > 0) await record(batch)
    waiting -= batch.reduce((sum, { report }) => sum + sizeOf(report), 0)
    if (waiting > waitingLimit) return
    for (const session of paused) session.resume()
    paused.clear()
  }

  function sort(session: Session) {
    const left = (unsorted.get(session) ?? 0) - 1
    if (left > 0) unsorted.set(session, left)
    else unsorted.delete(session)
  }

  async function record(batch: readonly Entry[]) {
    try {
      const { store, clock } = deps()
      const lacking = await holdInOrder(batch)
      if (lacking.size > 0) return await recordRest(batch, lacking)
      const recorded = await store.recordReports({ reports: batch, at: clock.now() })
      const outcomes = new Map(recorded.map((outcome) => [outcome.taskId, outcome]))
      acknowledge(batch, outcomes)
      stopOverruns(batch, outcomes)
      publish(batch, outcomes)
    } catch (error) {
      // Nothing was acknowledged: the agents keep it, and send it again over a new connection.
      log.error({ error: String(error), reports: batch.length }, 'reports could not be stored')
      for (const session of new Set(batch.map((entry) => entry.session))) session.turnAway()
    }
  }

  function holdInOrder(batch: readonly Entry[]): ReturnType<HoldOutputs> {
    const holding = held.then(() => hold(batch))
    held = holding.catch(() => {})
    return holding
  }

  /** The disk took not all of the outputs: their agents keep them, and tell them again over a new connection. */
  async function recordRest(batch: readonly Entry[], lacking: ReadonlySet<number>) {
    const left = batch.filter(({ report }) => lacking.has(report.taskId))
    const rest = batch.filter(({ report }) => !lacking.has(report.taskId))
    log.error({ tasks: lacking.size }, 'outputs could not be kept: make room on the disk of the outputs')
    for (const session of new Set(left.map((entry) => entry.session))) session.turnAway()
    if (rest.length > 0) await record(rest)
  }

  /** One entry after the other: grouped by sessions, those of 10,000 agents made a quarter of the garbage of a fan-out. */
  function acknowledge(batch: readonly Entry[], outcomes: ReadonlyMap<number, ReportOutcome>) {
    const astray = new Set<Session>()
    for (const { session, report, attempt } of batch) {
      const sequence = report.taskId
      const outcome = outcomes.get(sequence)
      // A task that is not this agent's, or no longer known, is done: the agent must not offer it for ever.
      const done = outcome === undefined || isTerminal(outcome.state)
      const offset = outcome?.offset ?? 0
      if (done || isHeld(session, outcome)) ended(session, sequence)
      acknowledgements.owe(session, { sequence, attempt, offset, done })
      if (!done && isAstray(report, offset)) astray.add(session)
    }
    for (const session of astray) acknowledgements.send(session)
  }

  /** The agent must go on from elsewhere than it thinks, and waits to hear it. */
  const isAstray = (report: Report, offset: number) =>
    report.kind === 'finished' || (report.kind === 'output' && report.offset + report.data.length > offset)

  /** A task that stays on its host, and has arrived there. */
  const isHeld = ({ tasks }: Session, outcome: ReportOutcome) =>
    outcome.state === 'running' && tasks.stands(outcome.taskId)

  /** A task that ended without its agent, by a cancel or a deadline, must not run on when the agent comes back. */
  function stopOverruns(batch: readonly Entry[], outcomes: ReadonlyMap<number, ReportOutcome>) {
    const late = batch.filter(({ report: { kind, taskId } }) => {
      const outcome = kind === 'started' ? outcomes.get(taskId) : undefined
      return outcome !== undefined && isTerminal(outcome.state)
    })
    if (late.length === 0) return
    const over = new Set(batch.filter(({ report }) => report.kind === 'finished').map(({ report }) => report.taskId))
    const running = late.filter(({ report }) => !over.has(report.taskId))
    for (const [session, entries] of Map.groupBy(running, (entry) => entry.session)) {
      const tasks = entries.map(({ report, attempt }) => ({ sequence: report.taskId, attempt }))
      session.send({ type: 'cancel', tasks })
    }
  }

  function publish(batch: readonly Entry[], outcomes: ReadonlyMap<number, ReportOutcome>) {
    if (!bus.watching()) return
    const owners = new Map(batch.map(({ session, report }) => [report.taskId, session.instanceId]))
    const moved = [...outcomes.values()].filter(({ before, state }) => before !== state)
    bus.publishMoves(
      moved.map(({ taskId, invocationId, before, state }) => {
        return { taskId, invocationId, instanceId: owners.get(taskId) ?? 0, from: before, to: state }
      }),
    )
    for (const { session, report } of batch) {
      const invocationId = outcomes.get(report.taskId)?.invocationId
      if (report.kind !== 'output' || invocationId === undefined || !bus.watched(invocationId)) continue
      const { offset, data } = report
      bus.publish({ kind: 'output', invocationId, instanceId: session.instanceId, offset, data })
    }
  }

  return {
    add,
    idle: async () => {
      while (flights.size + shortFlights.size > 0) await Promise.all([...flights, ...shortFlights])
      await firings.idle()
      acknowledgements.flush()
    },
  }
}
