import { createHash } from 'node:crypto'
import { keyName } from '../../packages/agent/src/tasks/spec.ts'
import { Callers } from './callers.ts'
import { type Chance, createChance } from './chance.ts'
import { Fleet } from './fleet.ts'
import { type Disk, emptyDisk } from './hosts/disk.ts'
import { Machine, type MachineEvents } from './hosts/machine.ts'
import { Invariants } from './invariants.ts'
import { Link } from './network/link.ts'
import { Network } from './network/network.ts'
import { hostName, isCall, type Plan, type Step, type Trouble } from './plan.ts'
import { Faults } from './ports/faults.ts'
import { Database } from './server/database.ts'
import { SimulatedServer } from './server/server.ts'
import { activate } from './time/active.ts'
import { type Process, Timeline } from './time/timeline.ts'
import { createTroubles } from './troubles.ts'
import { Watch } from './watch.ts'

export interface Outcome {
  readonly seed: number
  /** The first thing that was wrong. */
  readonly problem: string | undefined
  /** A hash of all that happened, in its order. */
  readonly trace: string
  readonly happenings: number
  readonly virtualMs: number
  readonly tasks: number
  readonly ends: Readonly<Record<string, number>>
}

const start = Date.parse('2027-01-01T00:00:00Z')
/** Most hosts have enrolled by then. */
const enrolMs = 1_500
/** Runs one plan from its first step until everything has ended and gone quiet, or something is wrong. */
export async function simulate(plan: Plan, listen?: (line: string) => void): Promise<Outcome> {
  return new World(plan, listen).run()
}

class World {
  readonly #plan: Plan
  readonly #listen: ((line: string) => void) | undefined
  readonly #hash = createHash('sha256')
  readonly #chance: Chance
  readonly #timeline: Timeline
  readonly #network: Network
  readonly #faults: Faults
  readonly #database: Database
  readonly #server: SimulatedServer
  readonly #fleet: Fleet
  readonly #invariants: Invariants
  readonly #callers: Callers
  readonly #befall: (trouble: Trouble) => void
  readonly #watch: Watch
  #enrolment = { code: '', secret: '' }
  #problem: string | undefined

  constructor(plan: Plan, listen: ((line: string) => void) | undefined) {
    this.#plan = plan
    this.#listen = listen
    const { seed } = plan
    const say = (who: string, what: string) => this.#say(who, what)
    const fail = (problem: string) => this.#fail(problem)
    const broken = (process: Process, error: unknown) => this.#broken(process, error)
    const timeline = new Timeline(start, broken)
    activate({ timeline, chance: createChance(seed, 'entropy') })
    const fleet = new Fleet(timeline)
    const invariants = new Invariants({ witness: (task) => fleet.witness(task), fail })
    const faults = new Faults((place, ms) => fleet.befall(place, ms))
    const database = new Database({
      timeline,
      chance: createChance(seed, 'database'),
      faults,
      committed: (connection, units) => {
        for (const { operation, input } of units) say('database', `commits ${operation} ${show(input)}`)
        invariants.check(connection, timeline.now)
      },
    })
    const network = new Network(timeline)
    const server = new SimulatedServer({
      timeline,
      network,
      database,
      chance: createChance(seed, 'server'),
      say,
      broken,
    })
    const callers = new Callers({ timeline, server, fleet, invariants, say })
    const add = (name: string, disk: Disk) => this.#add(name, disk)
    this.#timeline = timeline
    this.#chance = createChance(seed, 'world')
    this.#fleet = fleet
    this.#invariants = invariants
    this.#faults = faults
    this.#database = database
    this.#network = network
    this.#server = server
    this.#callers = callers
    this.#befall = createTroubles({ timeline, network, server, fleet, faults, add })
    this.#watch = new Watch({ timeline, server, database, fleet, callers, invariants, fail })
  }

  async run(): Promise<Outcome> {
    const timeline = this.#timeline
    const unhandled = (error: unknown) => this.#broken(timeline.current, error)
    process.on('unhandledRejection', unhandled)
    try {
      this.#server.start()
      this.#enrol()
      this.#watch.look()
      const happenings = await timeline.run(() => this.#problem !== undefined || this.#watch.isOver)
      const ends = [...Map.groupBy(this.#invariants.tasks, ({ state }) => state)]
      return {
        seed: this.#plan.seed,
        problem: this.#problem,
        trace: this.#hash.digest('hex'),
        happenings,
        virtualMs: timeline.now - start,
        tasks: this.#invariants.tasks.length,
        ends: Object.fromEntries(ends.map(([state, own]) => [state, own.length])),
      }
    } finally {
      process.off('unhandledRejection', unhandled)
      this.#database.close()
      activate(undefined)
    }
  }

  /** The first call, as soon as somebody serves; then the machines come. */
  #enrol(): void {
    const timeline = this.#timeline
    if (this.#server.servingSince > timeline.now) {
      timeline.after(10, timeline.world, () => this.#enrol())
      return
    }
    this.#callers.enrol((enrolment) => {
      this.#enrolment = enrolment
      timeline.after(0, timeline.world, () => this.#begin())
    })
  }

  #begin(): void {
    const timeline = this.#timeline
    for (let host = 0; host < this.#plan.hosts; host++) this.#add(hostName(host), emptyDisk())
    for (const { at, step } of this.#plan.steps)
      timeline.after(enrolMs + at, timeline.world, () => {
        this.#say('world', JSON.stringify(step))
        this.#take(step)
      })
    timeline.after(enrolMs + this.#plan.activeMs + 1, timeline.world, () => this.#calm())
  }

  #take(step: Step): void {
    if (isCall(step)) this.#callers.take(step)
    else this.#befall(step)
  }

  #add(name: string, disk: Disk): void {
    const { seed } = this.#plan
    const timeline = this.#timeline
    const machine = new Machine({
      name,
      seed,
      timeline,
      network: this.#network,
      link: new Link(timeline, createChance(seed, `link ${name}`)),
      faults: this.#faults,
      disk,
      skewMs: this.#chance.int(-5_000, 5_000),
      enrolment: this.#enrolment,
      events: this.#machineEvents(),
    })
    this.#fleet.machines.push(machine)
    this.#fleet.befall(name)
    machine.powerOn()
  }

  #machineEvents(): MachineEvents {
    return {
      say: (who, what) => this.#say(who, what),
      truth: (machine, folder) => this.#fleet.truth(machine, folder),
      started: ({ name }, { spec }, { starts }) => {
        this.#say(name, `starts the script of task ${keyName(spec)}`)
        if (starts > 1) this.#fail(`${name} has started task ${keyName(spec)} ${starts} times`)
      },
      advancing: ({ name }, from, to) => {
        if (to > from + 1) this.#fail(`${name} was let in with epoch ${to}, though its folder has ${from}`)
      },
      refused: (machine, reason) => {
        if (!this.#fleet.isDoubtful(machine)) this.#fail(`${machine.name} was refused in good standing: ${reason}`)
      },
      broken: (process, error) => this.#broken(process, error),
    }
  }

  /** The faults are over: everyone is there and whole again. */
  #calm(): void {
    this.#say('world', 'calm')
    this.#faults.disarm()
    this.#server.start()
    for (const machine of this.#fleet.machines) machine.mend()
    this.#watch.calm()
  }

  #broken({ name }: Process, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    this.#fail(`the code of ${name} has thrown what nobody caught: ${text}`)
  }

  #fail(problem: string): void {
    this.#say('world', `WRONG: ${problem}`)
    this.#problem ??= problem
  }

  #say(who: string, what: string): void {
    const line = `${(this.#timeline.exact - start).toFixed(3).padStart(12)} ${who}: ${what}`
    this.#hash.update(line)
    this.#listen?.(line)
  }
}

const longestShown = 300

const show = (value: unknown): string =>
  JSON.stringify(value, (_, each) =>
    each instanceof Uint8Array ? `${each.length} bytes ${Buffer.from(each).toString('hex')}` : each,
  ).slice(0, longestShown)
