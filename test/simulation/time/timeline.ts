import { turn } from './globals.ts'

/** A process of the simulated world: what it has under way ends with it, and nothing of it runs while it is paused. */
export interface Process {
  readonly name: string
  alive: boolean
  pausedUntil: number
}

export interface Timer {
  cancelled: boolean
}

interface Happening extends Timer {
  at: number
  order: number
  readonly owner: Process
  readonly run: () => void
  /** In place of `run`, when the owner has died. */
  readonly orphaned: (() => void) | undefined
}

/** The code of a process has thrown: a true one would end. */
type Broken = (owner: Process, error: unknown) => void

const isBefore = (a: Happening, b: Happening) => a.at < b.at || (a.at === b.at && a.order < b.order)

/** Virtual time: nothing happens between two happenings, and each runs to its very end before the next one. */
export class Timeline {
  #now: number
  #order = 0
  #current: Process
  readonly #heap: Happening[] = []
  readonly #broken: Broken
  readonly #held = new Map<Process, readonly Happening[]>()
  /** The world itself, which never dies. */
  readonly world: Process = createProcess('world')

  constructor(start: number, broken: Broken) {
    this.#now = start
    this.#broken = broken
    this.#current = this.world
  }

  /** Milliseconds, with fractions. */
  get exact(): number {
    return this.#now
  }

  get now(): number {
    return Math.floor(this.#now)
  }

  /** Whose code runs now. */
  get current(): Process {
    return this.#current
  }

  after(ms: number, owner: Process, run: () => void, orphaned?: () => void): Timer {
    const at = this.#now + Math.max(0, ms)
    const happening: Happening = { at, order: this.#order++, owner, run, orphaned, cancelled: false }
    this.#push(happening)
    return happening
  }

  /** Lets things happen until the condition holds or nothing is left to happen; says how many did. */
  async run(isOver: () => boolean): Promise<number> {
    let steps = 0
    for (let next = this.#pop(); next; next = this.#pop()) {
      if (next.at > this.#now) this.#now = next.at
      if (next.owner.alive && next.owner.pausedUntil > this.#now) {
        this.#hold(next)
        continue
      }
      const run = next.owner.alive ? next.run : next.orphaned
      if (next.cancelled || !run) continue
      this.#current = next.owner.alive ? next.owner : this.world
      steps += 1
      try {
        run()
      } catch (error) {
        this.#broken(this.#current, error)
      }
      await new Promise((resolve) => turn(resolve))
      this.#current = this.world
      if (isOver()) return steps
    }
    return steps
  }

  /** What comes for a paused process waits, in its order. */
  #hold(happening: Happening): void {
    const held = this.#held.get(happening.owner) ?? []
    if (held.length === 0) this.#releaseLater(happening.owner)
    this.#held.set(happening.owner, [...held, happening])
  }

  #releaseLater(process: Process): void {
    this.after(process.pausedUntil - this.#now, this.world, () => {
      if (process.pausedUntil > this.#now) return this.#releaseLater(process)
      for (const each of this.#held.get(process) ?? []) this.#again(each)
      this.#held.delete(process)
    })
  }

  #again(happening: Happening): void {
    happening.at = this.#now
    happening.order = this.#order++
    this.#push(happening)
  }

  #push(happening: Happening): void {
    const heap = this.#heap
    let at = heap.push(happening) - 1
    while (at > 0) {
      const above = (at - 1) >> 1
      const other = heap[above] as Happening
      if (!isBefore(happening, other)) break
      heap[at] = other
      at = above
    }
    heap[at] = happening
  }

  #pop(): Happening | undefined {
    const heap = this.#heap
    const first = heap[0]
    const last = heap.pop()
    if (!first || !last || first === last) return first
    let at = 0
    for (;;) {
      let below = 2 * at + 1
      const left = heap[below]
      if (!left) break
      const right = heap[below + 1]
      if (right && isBefore(right, left)) below += 1
      const child = heap[below] as Happening
      if (!isBefore(child, last)) break
      heap[at] = child
      at = below
    }
    heap[at] = last
    return first
  }
}

export function pause(process: Process, until: number): void {
  process.pausedUntil = Math.max(process.pausedUntil, until)
}

export const createProcess = (name: string): Process => ({ name, alive: true, pausedUntil: 0 })
