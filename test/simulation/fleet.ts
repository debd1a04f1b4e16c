import { keyName } from '../../packages/agent/src/tasks/spec.ts'
import type { Folder } from './hosts/disk.ts'
import type { Machine } from './hosts/machine.ts'
import { noTruth, type Truth } from './hosts/scripts.ts'
import { nameOf, type Witness } from './invariants.ts'
import type { RecordedTask } from './record.ts'
import { idOf } from './server/keyring.ts'
import type { Timeline } from './time/timeline.ts'

/** A half-open connection is found after two pings, 25 s apart; the wait before the next is 15 s, as is its timeout. */
const findsOutMs = 100_000
/** Over a good connection: a slow link and a script that goes on after TERM are in it. */
const tellsMs = 30_000

/** All machines, what truly happened on them, and what has befallen them. */
export class Fleet {
  readonly machines: Machine[] = []
  readonly #timeline: Timeline
  readonly #truths = new Map<string, Truth>()
  readonly #befell = new Map<string, number>()
  /** Identities that two machines have, or that were removed. */
  readonly #doubtful = new Set<string>()

  constructor(timeline: Timeline) {
    this.#timeline = timeline
  }

  /** Something happens to a machine or to the server, now and for so long. */
  befall(place: string, ms = 0): void {
    this.#befell.set(place, Math.max(this.lastBefell(place), this.#timeline.now + ms))
  }

  lastBefell(place: string): number {
    return this.#befell.get(place) ?? 0
  }

  doubt(instance: string): void {
    this.#doubtful.add(instance)
  }

  isDoubtful({ disk }: Machine): boolean {
    return disk.identity !== undefined && this.#doubtful.has(disk.identity.instance)
  }

  /** Undefined until it is enrolled. */
  instanceOf({ disk }: Machine): number | undefined {
    return disk.identity && idOf(disk.identity.instance)
  }

  truth(machine: Machine, folder: Folder): Truth {
    const name = `${machine.name} ${keyName(folder.spec)}`
    const truth = this.#truths.get(name) ?? noTruth()
    this.#truths.set(name, truth)
    return truth
  }

  /** What ran on hosts that could tell of it, by the names of the record. */
  started(): readonly string[] {
    const machines = this.machines.filter((machine) => !this.isDoubtful(machine))
    return machines.flatMap(({ name }) =>
      [...this.#truths].flatMap(([key, { starts, broken }]) =>
        starts > 0 && !broken && key.startsWith(`${name} `) ? [key.slice(name.length + 1)] : [],
      ),
    )
  }

  witness(task: RecordedTask): Witness {
    const machines = this.machines.filter((machine) => this.instanceOf(machine) === task.instanceId)
    const isClear = machines.length > 0 && machines.every((machine) => this.#isClear(machine))
    const isGood = machines.length === 1 && !machines.some((machine) => this.isDoubtful(machine))
    return {
      truths: machines.flatMap((machine) => this.#truths.get(`${machine.name} ${nameOf(task)}`) ?? []),
      access: isClear ? 'clear' : 'troubled',
      standing: isGood ? 'good' : 'doubtful',
      now: this.#timeline.now,
    }
  }

  #isClear({ name, connectedAt }: Machine): boolean {
    const befell = Math.max(this.lastBefell('server'), this.lastBefell(name))
    const { now } = this.#timeline
    return now - befell > findsOutMs || (connectedAt > befell && now - connectedAt > tellsMs)
  }
}
