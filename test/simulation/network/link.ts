import type { Chance } from '../chance.ts'
import type { Process, Timeline } from '../time/timeline.ts'

/** The longest of a packet. */
export const usualDelayMs = 5

export type Direction = 'toServer' | 'toHost'

/** The way between one host and the server. What is sent into a gap is not lost: TCP sends it again when it closes. */
export class Link {
  readonly #timeline: Timeline
  readonly #chance: Chance
  readonly #blocked = new Set<Direction>()
  #waiting: (() => void)[] = []
  slowestMs = usualDelayMs

  constructor(timeline: Timeline, chance: Chance) {
    this.#timeline = timeline
    this.#chance = chance
  }

  get isWhole(): boolean {
    return this.#blocked.size === 0
  }

  block(directions: readonly Direction[]): void {
    for (const direction of directions) this.#blocked.add(direction)
  }

  heal(): void {
    this.#blocked.clear()
    const waiting = this.#waiting
    this.#waiting = []
    for (const go of waiting) go()
  }

  isBlocked(direction: Direction): boolean {
    return this.#blocked.has(direction)
  }

  /** Called once the direction is open again. */
  whenOpen(go: () => void): void {
    this.#waiting.push(go)
  }

  delay(): number {
    return this.#chance.skewed(0.05, this.slowestMs)
  }

  /** A stream of packets that arrive in the order in which they were sent. */
  lane(direction: Direction): Lane {
    return new Lane(this, direction, this.#timeline)
  }
}

interface Packet {
  readonly owner: () => Process
  readonly arrive: () => void
  readonly unclaimed: (() => void) | undefined
}

export class Lane {
  readonly #link: Link
  readonly #direction: Direction
  readonly #timeline: Timeline
  #queue: Packet[] = []
  #last = 0
  #isStalled = false
  #isCut = false

  constructor(link: Link, direction: Direction, timeline: Timeline) {
    this.#link = link
    this.#direction = direction
    this.#timeline = timeline
  }

  /** `unclaimed`: the process that it was for has died by the time it arrives. */
  send(owner: () => Process, arrive: () => void, unclaimed?: () => void): void {
    this.#queue.push({ owner, arrive, unclaimed })
    this.#pump()
  }

  /** Nothing more arrives. */
  cut(): void {
    this.#isCut = true
    this.#queue = []
  }

  #pump(): void {
    if (this.#link.isBlocked(this.#direction)) {
      if (!this.#isStalled) this.#link.whenOpen(() => this.#resume())
      this.#isStalled = true
      return
    }
    for (const packet of this.#queue.splice(0)) this.#carry(packet)
  }

  #resume(): void {
    this.#isStalled = false
    this.#pump()
  }

  #carry({ owner, arrive, unclaimed }: Packet): void {
    const at = Math.max(this.#timeline.exact + this.#link.delay(), this.#last + 0.0001)
    this.#last = at
    const { world } = this.#timeline
    this.#timeline.after(at - this.#timeline.exact, world, () => {
      if (this.#isCut) return
      this.#timeline.after(0, owner(), arrive, unclaimed)
    })
  }
}
