import { current } from './active.ts'
import type { Timer } from './timeline.ts'

/** Node's own, for the timeline: it runs when every promise and every tick has been served. */
export const turn = setImmediate

/** As Node's own: `unref` has no meaning, as the world goes on by itself. */
class Handle {
  readonly #start: () => Timer
  #timer: Timer
  #cleared = false

  constructor(start: () => Timer) {
    this.#start = start
    this.#timer = start()
  }

  refresh(): this {
    if (this.#cleared) return this
    this.#timer.cancelled = true
    this.#timer = this.#start()
    return this
  }

  cancel(): void {
    this.#cleared = true
    this.#timer.cancelled = true
  }

  unref(): this {
    return this
  }

  ref(): this {
    return this
  }
}

type Work = (...given: unknown[]) => void

/** A true timer is late by up to a millisecond. */
const lateness = () => current().chance.next()

function start(ms: number, work: () => void): Timer {
  const { timeline } = current()
  return timeline.after(ms, timeline.current, work)
}

/** Puts virtual timers in the place of Node's, for the whole thread and for good. */
export function installGlobals(): void {
  const replacements = {
    setTimeout: (work: Work, ms = 1, ...given: unknown[]) =>
      new Handle(() => start(Math.max(1, ms) + lateness(), () => work(...given))),
    setImmediate: (work: Work, ...given: unknown[]) => new Handle(() => start(0.001, () => work(...given))),
    setInterval: (work: Work, ms = 1, ...given: unknown[]) => {
      const again = () => {
        handle.refresh()
        work(...given)
      }
      const handle: Handle = new Handle(() => start(ms + lateness(), again))
      return handle
    },
    clearTimeout: (handle: Handle | undefined) => handle?.cancel(),
    clearImmediate: (handle: Handle | undefined) => handle?.cancel(),
    clearInterval: (handle: Handle | undefined) => handle?.cancel(),
  }
  Object.assign(globalThis, replacements)
  Date.now = () => current().timeline.now
}
