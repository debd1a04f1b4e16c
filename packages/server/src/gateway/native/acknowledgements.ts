import type { Held } from '@muster/protocol/agent'
import type { Session } from './session.ts'

/**
 * An acknowledgement only lets the agent free its disk. It waits, so that those of a fan-out are not sent between its
 * tasks, and the parts of one task share one: 145 ms of 10,000 tasks.
 */
const waitMs = 250
/** Sessions served before others are heard. */
const sliceSize = 256

export interface Acknowledgements {
  readonly owe: (session: Session, held: readonly Held[], pace: 'soon' | 'now') => void
  /** Sends all that is owed. */
  readonly flush: () => void
}

export function createAcknowledgements(after: (ms: number, work: () => void) => void): Acknowledgements {
  const owed = new Map<Session, Map<number, Held>>()
  let armed = false

  function send(session: Session): void {
    const held = owed.get(session)
    if (!held) return
    owed.delete(session)
    session.send({ type: 'acknowledge', tasks: [...held.values()], settled: session.tasks.settled })
  }

  function sendSlice(): void {
    for (const session of [...owed.keys()].slice(0, sliceSize)) send(session)
    armed = owed.size > 0
    if (armed) setImmediate(sendSlice)
  }

  return {
    owe: (session, held, pace) => {
      const known = owed.get(session) ?? new Map<number, Held>()
      owed.set(session, known)
      for (const each of held) known.set(each.sequence, each)
      if (pace === 'now') return send(session)
      if (!armed) after(waitMs, sendSlice)
      armed = true
    },
    flush: () => {
      for (const session of [...owed.keys()]) send(session)
    },
  }
}
