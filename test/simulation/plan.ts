import type { AwayPolicy } from '@muster/core'
import { type Chance, createChance } from './chance.ts'
import type { Script } from './hosts/script.ts'
import type { Direction } from './network/link.ts'
import { type Armed, portEffects } from './ports/faults.ts'

/** When a task that stays on its host fires there; times are from the call on. */
export type PlannedRepeat =
  | { readonly kind: 'once'; readonly inMs: number }
  | { readonly kind: 'rate' | 'cron' | 'nextBoot' | 'everyBoot' }

/** What callers do. `host` and `hosts` are places in the list of machines. */
export type Call =
  | {
      readonly kind: 'run'
      readonly hosts: readonly number[]
      readonly script: Script
      readonly timeoutSeconds: number
      readonly away: AwayPolicy
      readonly output: 'merged' | 'split'
      readonly repeat: PlannedRepeat | undefined
    }
  /** `run`: which of the runs before it, the last one first. */
  | { readonly kind: 'cancel'; readonly run: number; readonly hosts: readonly number[] | undefined }
  | {
      readonly kind: 'schedule'
      readonly hosts: readonly number[]
      readonly script: Script
      readonly timeoutSeconds: number
      readonly overlap: 'skip' | 'start'
      readonly inMs: number
    }
  | { readonly kind: 'switch schedules'; readonly to: 'enabled' | 'disabled' }
  | { readonly kind: 'remove host'; readonly host: number }

/** What befalls the world. */
export type Trouble =
  | { readonly kind: 'clone host'; readonly host: number; readonly startsInMs: number }
  | { readonly kind: 'cut'; readonly host: number }
  | {
      readonly kind: 'partition'
      readonly host: number
      readonly directions: readonly Direction[]
      readonly ms: number
    }
  | { readonly kind: 'slow link'; readonly host: number; readonly slowestMs: number }
  | { readonly kind: 'kill agent'; readonly host: number; readonly downMs: number }
  | { readonly kind: 'pause agent'; readonly host: number; readonly ms: number }
  | { readonly kind: 'kill executor'; readonly host: number }
  | { readonly kind: 'cut power'; readonly host: number; readonly downMs: number }
  | { readonly kind: 'kill server'; readonly downMs: number }
  | { readonly kind: 'pause server'; readonly ms: number }
  | { readonly kind: 'port'; readonly fault: Armed }

export type Step = Call | Trouble

export const isCall = (step: Step): step is Call =>
  ['run', 'cancel', 'schedule', 'switch schedules', 'remove host'].includes(step.kind)

export interface Planned {
  readonly at: number
  readonly step: Step
}

export interface Plan {
  readonly seed: number
  readonly hosts: number
  /** When callers and faults have done their part. */
  readonly activeMs: number
  readonly steps: readonly Planned[]
}

export const hostName = (host: number): string => `host-${host + 1}`

/** The kinds of trouble; a seed has some of them, so that those that hide each other also come alone. */
const troubles = [
  'cut',
  'partition',
  'slow link',
  'kill agent',
  'pause agent',
  'kill executor',
  'cut power',
  'kill server',
  'pause server',
  'port',
  'clone host',
  'remove host',
] as const satisfies readonly Step['kind'][]

type Kind = (typeof troubles)[number]

const rare: ReadonlySet<Kind> = new Set(['clone host', 'remove host', 'kill executor'])

const directions: readonly (readonly Direction[])[] = [['toServer', 'toHost'], ['toServer'], ['toHost']]

export function makePlan(seed: number): Plan {
  const chance = createChance(seed, 'plan')
  const hosts = chance.int(1, 4)
  const activeMs = Math.round(chance.skewed(10_000, 120_000))
  const at = () => Math.floor(chance.next() * activeMs)
  const calls = [
    ...times(chance.int(1, 6), () => ({ at: at(), step: makeRun(chance, hosts) })),
    ...(chance.flip(0.3) ? makeRush(chance, hosts, activeMs) : []),
    ...(chance.flip(0.25) ? [{ at: at(), step: makeSchedule(chance, hosts, activeMs) }] : []),
    ...(chance.flip(0.1) ? [{ at: at(), step: makeSwitch(chance) }] : []),
  ]
  const cancels = calls
    .filter(() => chance.flip(0.4))
    .map((call) => ({ at: soonAfter(chance, call.at, activeMs), step: makeCancel(chance, hosts) }))
  const work: readonly Planned[] = [...calls, ...cancels]
  const chosen = troubles.filter((kind) => chance.flip(rare.has(kind) ? 0.1 : 0.4))
  const count = chosen.length === 0 ? 0 : Math.round(chance.skewed(1, 14))
  const faults = times(count, () => {
    const near = chance.flip(0.7) ? soonAfter(chance, chance.pick(work).at, activeMs) : at()
    return { at: near, step: makeTrouble(chance, chance.pick(chosen), hosts) }
  })
  return { seed, hosts, activeMs, steps: [...work, ...faults].sort((a, b) => a.at - b.at) }
}

const times = <Item>(count: number, make: () => Item): readonly Item[] => Array.from({ length: count }, make)

/** Most races lie within milliseconds of a call, some within seconds. */
const soonAfter = (chance: Chance, at: number, activeMs: number): number =>
  Math.min(activeMs, at + Math.floor(chance.skewed(1, 10_000)))

const someHosts = (chance: Chance, hosts: number): readonly number[] => {
  const all = Array.from({ length: hosts }, (_, host) => host)
  const some = all.filter(() => chance.flip(0.6))
  return some.length === 0 ? all : some
}

function makeScript(chance: Chance): Script {
  const bytes = () => (chance.flip(0.1) ? chance.int(8_000, 40_000) : Math.round(chance.skewed(1, 3_000)))
  return {
    startsAfterMs: chance.skewed(0.1, 200),
    prints: times(chance.int(0, 4), () => ({ afterMs: chance.skewed(0.1, 8_000), bytes: bytes() })),
    endsAfterMs: chance.skewed(0.1, 8_000),
    exitCode: chance.flip(0.15) ? null : chance.flip(0.7) ? 0 : chance.int(1, 255),
    onTerm: chance.flip(0.7) ? 'ends' : 'goes on',
    fails: chance.flip(0.04) ? 'at preparation' : 'no',
  }
}

const makeAway = (chance: Chance): AwayPolicy =>
  chance.pick([() => 'fail' as const, () => 'skip' as const, () => ({ waitSeconds: chance.int(1, 90) })])()

function makeRun(chance: Chance, hosts: number): Step {
  const repeat = chance.flip(0.15) ? makeRepeat(chance) : undefined
  return {
    kind: 'run',
    hosts: someHosts(chance, hosts),
    script: makeScript(chance),
    // A firing must have timed out before the next one comes.
    timeoutSeconds: chance.int(1, repeat ? 14 : 40),
    away: makeAway(chance),
    output: chance.flip(0.7) ? 'merged' : 'split',
    repeat,
  }
}

/** Runs that come so close together that they meet the limits of a host. */
function makeRush(chance: Chance, hosts: number, activeMs: number): readonly Planned[] {
  const from = Math.floor(chance.next() * activeMs)
  return times(chance.int(3, 12), () => ({ at: soonAfter(chance, from, activeMs), step: makeRun(chance, hosts) }))
}

function makeRepeat(chance: Chance): PlannedRepeat {
  const kind = chance.pick(['once', 'rate', 'cron', 'nextBoot', 'everyBoot'] as const)
  return kind === 'once' ? { kind, inMs: chance.int(1, 60_000) } : { kind }
}

const makeCancel = (chance: Chance, hosts: number): Step => ({
  kind: 'cancel',
  run: chance.int(0, 1),
  hosts: chance.flip(0.3) ? [chance.int(0, hosts - 1)] : undefined,
})

const makeSchedule = (chance: Chance, hosts: number, activeMs: number): Step => ({
  kind: 'schedule',
  hosts: someHosts(chance, hosts),
  script: makeScript(chance),
  timeoutSeconds: chance.int(1, 40),
  overlap: chance.pick(['skip', 'start']),
  inMs: Math.floor(chance.next() * activeMs),
})

const makeSwitch = (chance: Chance): Step => ({ kind: 'switch schedules', to: chance.pick(['enabled', 'disabled']) })

function makeTrouble(chance: Chance, kind: Kind, hosts: number): Step {
  const host = chance.int(0, hosts - 1)
  const downMs = Math.round(chance.skewed(1, 40_000))
  switch (kind) {
    case 'cut':
    case 'kill executor':
    case 'remove host':
      return { kind, host }
    case 'partition':
      return { kind, host, directions: chance.pick(directions), ms: Math.round(chance.skewed(10, 150_000)) }
    case 'slow link':
      return { kind, host, slowestMs: Math.round(chance.skewed(10, 3_000)) }
    case 'kill agent':
    case 'cut power':
      return { kind, host, downMs }
    case 'pause agent':
      return { kind, host, ms: downMs }
    case 'kill server':
      return { kind, downMs }
    case 'pause server':
      return { kind, ms: downMs }
    case 'clone host':
      return { kind, host, startsInMs: downMs }
    case 'port':
      return { kind, fault: makePortFault(chance, host) }
  }
}

/** Every call of each port with all that can befall it, as the ports' own table has it. */
const portFaults = Object.entries(portEffects).map(([port, methods]) =>
  Object.entries(methods as Readonly<Record<string, readonly Armed['effect'][]>>).flatMap(([method, effects]) =>
    effects.map((effect) => ({ port: port as Armed['port'], method, effect })),
  ),
)

function makePortFault(chance: Chance, host: number): Armed {
  const fault = chance.pick(chance.pick(portFaults))
  return {
    ...fault,
    place: fault.port === 'engine' ? 'server' : hostName(host),
    times: Math.round(chance.skewed(1, 4)),
  }
}
