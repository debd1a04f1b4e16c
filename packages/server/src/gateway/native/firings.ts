import { type Deps, type FiringOutcome, isTerminal } from '@muster/core'
import { firstAttempt, type TaskEvent } from '@muster/protocol/agent'
import type { Logger } from 'pino'
import { createBatch } from './batch.ts'
import { firingNumber, reportOf } from './reports.ts'
import type { Session } from './session.ts'

export interface Firings {
  readonly add: (session: Session, events: readonly TaskEvent[]) => void
  readonly idle: () => Promise<unknown>
}

interface Told {
  readonly session: Session
  readonly events: readonly TaskEvent[]
}

interface Parts {
  readonly deps: () => Deps
  readonly log: Logger
}

/** Takes what hosts tell of the firings of their standing tasks, and acknowledges it once it is on disk. */
export function createFirings({ deps, log }: Parts): Firings {
  const open = new Set<Promise<void>>()
  const record = createBatch(async (batch: readonly Told[]) => {
    const { store, clock } = deps()
    const at = clock.now()
    const reports = batch.flatMap(({ session, events }) =>
      events.flatMap((event) => {
        const report = reportOf(event, at)
        return report ? [{ instanceId: session.instanceId, number: firingNumber(event), report }] : []
      }),
    )
    const outcomes = await store.recordFirings({ reports, at })
    const held = new Map(outcomes.map((outcome) => [nameOf(outcome.taskId, outcome.number), outcome]))
    return batch.map(({ events }) => outcomesOf(events, held))
  })

  async function take(told: Told): Promise<void> {
    const { session, events } = told
    // One that comes back after weeks has much to tell: it tells on when this is stored.
    session.pause()
    try {
      answer(session, events, await record(told))
    } catch (error) {
      log.error({ error: String(error) }, 'firings could not be stored')
      session.turnAway()
    } finally {
      session.resume()
    }
  }

  return {
    add: (session, told) => {
      // That one was accepted is nothing to keep; without an outcome it would be answered as unknown here.
      const events = told.filter(({ event }) => event !== 'accepted')
      if (events.length === 0) return
      const taken = take({ session, events }).finally(() => open.delete(taken))
      open.add(taken)
    },
    idle: () => Promise.all(open),
  }
}

const nameOf = (taskId: number, number: number) => `${taskId} ${number}`

const outcomesOf = (
  events: readonly TaskEvent[],
  held: ReadonlyMap<string, FiringOutcome>,
): ReadonlyMap<TaskEvent, FiringOutcome | undefined> =>
  new Map(events.map((event) => [event, held.get(nameOf(event.sequence, firingNumber(event)))]))

/** A firing of a task that is not its host's, or no longer known, is done: the agent must not offer it for ever. */
function answer(
  session: Session,
  events: readonly TaskEvent[],
  outcomes: ReadonlyMap<TaskEvent, FiringOutcome | undefined>,
): void {
  const last = new Map(events.map((event) => [nameOf(event.sequence, event.attempt), event]))
  const tasks = [...last.values()].map((event) => {
    const outcome = outcomes.get(event)
    const done = outcome === undefined || isTerminal(outcome.state)
    return { sequence: event.sequence, attempt: event.attempt, offset: outcome?.offset ?? 0, done }
  })
  session.send({ type: 'acknowledge', tasks, settled: null })
  const over = [...outcomes].filter(([, outcome]) => outcome === undefined || isTerminal(outcome.taskState))
  const stopped = [...new Set(over.map(([{ sequence }]) => sequence))]
  if (stopped.length > 0)
    session.send({ type: 'cancel', tasks: stopped.map((sequence) => ({ sequence, attempt: firstAttempt })) })
}
