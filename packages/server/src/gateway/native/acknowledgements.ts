import type { Held } from '@muster/protocol/agent'
import type { Session } from './session.ts'

interface Parts {
  readonly after: (ms: number, work: () => void) => void
  /** The oldest task that waits in the store, of the hosts for which one does. */
  readonly oldestWaiting: (instanceIds: readonly number[]) => Promise<ReadonlyMap<number, number>>
}

/** How often is looked whether reports still come. */
const lookMs = 100
/** Looks after which what is owed is sent although reports still come. */
const patience = 10
/** Sessions served before others are heard. */
const sliceSize = 256

export interface Acknowledgements {
  readonly owe: (session: Session, held: Held) => void
  /** Sends what is owed to one that waits for it, but for what is settled. */
  readonly send: (session: Session) => void
  /** Sends all that is owed. */
  readonly flush: () => void
}

/**
 * An acknowledgement only lets the agent free its disk. It waits until a burst of reports is over, at most a second, so
 * that it takes no time from them, and so that the parts of one task share one. Those of 10,000 tasks, sent as the
 * tasks ended, were a tenth of a fan-out on both sides.
 */
export function createAcknowledgements({ after, oldestWaiting }: Parts): Acknowledgements {
  /** Those that are owed something, in the order of their reports; some may have been sent it. */
  const waiting: Session[] = []
  /** Of these, the ones that must wait on. */
  const early: Session[] = []
  let armed = false
  let busy = false
  let looks = 0

  function send(session: Session, settled: number | null): void {
    const held = session.owed.splice(0)
    if (held.length === 0) return
    // The last of a task holds.
    const tasks = held.length === 1 ? held : [...new Map(held.map((each) => [each.sequence, each])).values()]
    session.send({ type: 'acknowledge', tasks, settled })
  }

  function look(): void {
    looks += 1
    if (busy && looks < patience) wait()
    else void sendSlice()
  }

  function wait(): void {
    armed = true
    busy = false
    after(lookMs, look)
  }

  async function sendSlice(): Promise<void> {
    const ready: { readonly session: Session; readonly settled: number }[] = []
    for (const session of waiting.splice(0, sliceSize)) {
      const { settled } = session.tasks
      // Without it nothing is freed.
      if (settled !== null) ready.push({ session, settled })
      else if (session.isOpen) early.push(session)
    }
    // Asked in the same turn: from the next one on what waits may be claimed.
    const oldest = await oldestWaiting(ready.map(({ session }) => session.instanceId)).catch(() => undefined)
    for (const { session, settled } of ready) {
      const waits = oldest?.get(session.instanceId) ?? Number.POSITIVE_INFINITY
      send(session, oldest ? Math.min(settled, waits - 1) : null)
    }
    if (waiting.length > 0) setImmediate(() => void sendSlice())
    else if (early.length > 0) {
      waiting.push(...early.splice(0))
      looks = 0
      wait()
    } else armed = false
  }

  return {
    owe: (session, held) => {
      const { owed } = session
      if (owed.length === 0) waiting.push(session)
      if (owed.at(-1)?.sequence === held.sequence) owed[owed.length - 1] = held
      else owed.push(held)
      busy = true
      if (armed) return
      looks = 0
      wait()
    },
    send: (session) => send(session, null),
    flush: () => {
      for (const session of waiting.splice(0)) send(session, null)
    },
  }
}
