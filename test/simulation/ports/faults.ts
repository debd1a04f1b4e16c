import type { Identity } from '../../../packages/agent/src/identity/identity.ts'
import type { Executor, Journal } from '../../../packages/agent/src/tasks/ports.ts'
import type { Engine } from '../../../packages/store/src/engine.ts'
import type { Chance } from '../chance.ts'
import type { Process, Timeline } from '../time/timeline.ts'

/**
 * `fail`: nothing was done. `failLate`: it was done, but the caller is told it was not, as when the sync of a written file
 * fails. `slow`: it takes seconds.
 */
export type Effect = 'fail' | 'failLate' | 'slow'

type Effects<Port> = { readonly [Method in keyof Port]: readonly Effect[] }

/** What can befall each call of each port. A method that a port gains must be given its line here. */
export const portEffects = {
  journal: {
    load: ['fail', 'slow'],
    // "Refused as a whole": one that fails late has taken back what it wrote.
    create: ['fail', 'slow'],
    keep: ['fail', 'failLate', 'slow'],
    settle: ['fail', 'failLate', 'slow'],
    remove: ['fail', 'failLate', 'slow'],
  } satisfies Effects<Journal>,
  executor: {
    prepare: ['fail', 'slow'],
    launch: [],
    look: ['fail', 'slow'],
    read: ['fail', 'slow'],
    cancel: ['fail', 'failLate', 'slow'],
    forget: ['fail', 'slow'],
    onChange: [],
  } satisfies Effects<Executor>,
  identity: {
    keys: [],
    enrolled: [],
    epoch: [],
    enrol: ['fail', 'failLate', 'slow'],
    advance: ['fail', 'failLate', 'slow'],
    ticket: [],
    keep: [],
  } satisfies Effects<Identity>,
  engine: { write: ['fail', 'slow'], read: ['fail'], close: [] } satisfies Effects<Engine>,
} as const

export type PortName = keyof typeof portEffects

/** Of a slow call. */
export const slowestMs = 8_000

export interface Armed {
  /** The name of a machine. */
  readonly place: string
  readonly port: PortName
  readonly method: string
  readonly effect: Effect
  readonly times: number
}

/** Faults that lie in wait for the next calls. */
export class Faults {
  readonly #struck: (place: string, ms: number) => void
  #armed: { fault: Armed; left: number }[] = []

  constructor(struck: (place: string, ms: number) => void) {
    this.#struck = struck
  }

  arm(fault: Armed): void {
    this.#armed.push({ fault, left: fault.times })
  }

  disarm(): void {
    this.#armed = []
  }

  take(place: string, port: PortName, method: string): Effect | undefined {
    const found = this.#armed.find(
      ({ fault }) => fault.place === place && fault.port === port && fault.method === method,
    )
    if (!found) return undefined
    this.#struck(place, found.fault.effect === 'slow' ? slowestMs : 0)
    found.left -= 1
    if (found.left === 0) this.#armed = this.#armed.filter((each) => each !== found)
    return found.fault.effect
  }
}

export class InjectedFault extends Error {}

type Call = (...given: unknown[]) => Promise<unknown>

interface Place {
  readonly timeline: Timeline
  readonly process: Process
  readonly faults: Faults
  readonly chance: Chance
  readonly place: string
}

/** The port, with the faults that lie in wait for it. */
export function withFaults<Port extends object>(
  name: PortName,
  port: Port,
  { timeline, process, faults, chance, place }: Place,
): Port {
  const risky = Object.entries(portEffects[name]).filter(([, effects]) => effects.length > 0)
  const wrapped = risky.map(([method]): [string, Call] => {
    const call = port[method as keyof Port] as Call
    return [
      method,
      async (...given) => {
        const effect = faults.take(place, name, method)
        if (effect === 'slow')
          await new Promise<void>((resolve) => timeline.after(chance.skewed(200, slowestMs), process, resolve))
        if (effect === 'fail') throw new InjectedFault(`${name}.${method} failed`)
        const result = await call(...given)
        if (effect === 'failLate') throw new InjectedFault(`${name}.${method} failed after it was done`)
        return result
      },
    ]
  })
  return { ...port, ...Object.fromEntries(wrapped) }
}
