import type { Socket } from 'node:net'
import { stayConnected } from '../../../packages/agent/src/connect/stay-connected.ts'
import { Failure } from '../../../packages/agent/src/failure.ts'
import { Desk } from '../../../packages/agent/src/tasks/desk.ts'
import { noTerminals } from '../../../packages/agent/src/terminal/terminals.ts'
import { type Chance, createChance } from '../chance.ts'
import { type Link, usualDelayMs } from '../network/link.ts'
import type { Network } from '../network/network.ts'
import { type Faults, InjectedFault, withFaults } from '../ports/faults.ts'
import { createProcess, type Process, pause, type Timeline } from '../time/timeline.ts'
import { cutPower, type Disk, type Folder } from './disk.ts'
import { createExecutor } from './executor.ts'
import { createIdentity } from './identity.ts'
import { createJournal } from './journal.ts'
import { startExecutor, type Truth } from './scripts.ts'

export interface MachineEvents {
  readonly say: (who: string, what: string) => void
  readonly truth: (machine: Machine, folder: Folder) => Truth
  readonly started: (machine: Machine, folder: Folder, truth: Truth) => void
  readonly advancing: (machine: Machine, from: number, to: number) => void
  /** The agent has ended by itself and comes no more. */
  readonly refused: (machine: Machine, reason: string) => void
  readonly broken: (process: Process, error: unknown) => void
}

interface MachineParts {
  readonly name: string
  readonly seed: number
  readonly timeline: Timeline
  readonly network: Network
  readonly link: Link
  readonly faults: Faults
  readonly disk: Disk
  /** How far its clock is off, in ms. */
  readonly skewMs: number
  readonly enrolment: { readonly code: string; readonly secret: string }
  readonly events: MachineEvents
}

/** A service manager starts an agent that ended anew. */
const restartMs = 2_000

export class Machine {
  readonly name: string
  readonly disk: Disk
  readonly link: Link
  readonly #parts: MachineParts
  readonly #chance: Chance
  #boots = 0
  /** Of this boot. */
  #kernel: Process = createProcess('')
  #agent: Process | undefined
  #lives = 0
  #hint: ((folder: Folder) => void) | undefined
  connectedAt = 0
  /** Why the agent may not come any more. */
  refusedFor: string | undefined

  constructor(parts: MachineParts) {
    this.#parts = parts
    this.name = parts.name
    this.disk = parts.disk
    this.link = parts.link
    this.#chance = createChance(parts.seed, parts.name)
    this.#kernel.alive = false
  }

  get isOn(): boolean {
    return this.#kernel.alive
  }

  /** Nothing keeps it from being heard. */
  get isWhole(): boolean {
    return this.isServing && this.link.isWhole
  }

  get isServing(): boolean {
    return this.#agent?.alive === true
  }

  readonly now = (): number => this.#parts.timeline.now + this.#parts.skewMs

  powerOn(): void {
    if (this.isOn) return
    this.#boots += 1
    this.#kernel = createProcess(`${this.name} boot ${this.#boots}`)
    this.startAgent()
  }

  powerOff(): void {
    if (!this.isOn) return
    this.#kernel.alive = false
    if (this.#agent?.alive) {
      this.#agent.alive = false
      this.#parts.network.darkened(this.#agent)
    }
    cutPower(this.disk, this.#chance)
    for (const folder of this.disk.folders.values())
      if (!folder.result || !folder.isReadable) this.#parts.events.truth(this, folder).broken ??= 'rebooted'
  }

  /** All that befell it is over. */
  mend(): void {
    this.link.slowestMs = usualDelayMs
    this.link.heal()
    this.powerOn()
    this.startAgent()
  }

  killAgent(): void {
    const agent = this.#agent
    if (!agent?.alive) return
    agent.alive = false
    this.#parts.network.died(agent)
  }

  pauseAgent(ms: number): void {
    if (this.#agent) pause(this.#agent, this.#parts.timeline.exact + ms)
  }

  /** Of what runs, one executor is killed with its script. */
  killExecutor(): void {
    const running = [...this.disk.folders.values()].filter(({ executor }) => executor === 'alive')
    if (running.length === 0) return
    const folder = this.#chance.pick(running)
    this.#parts.events.truth(this, folder).broken = 'executor killed'
    folder.executor = 'dead'
    folder.stop = undefined
  }

  startAgent(): void {
    if (!this.isOn || this.isServing || this.refusedFor !== undefined) return
    this.#lives += 1
    const agent = createProcess(`${this.name} agent ${this.#lives}`)
    this.#agent = agent
    const { timeline, events } = this.#parts
    timeline.after(this.#chance.skewed(1, 300), agent, () => {
      this.#serve(agent).catch((error: unknown) => this.#ended(agent, error))
    })
    events.say(agent.name, 'starts')
  }

  async #serve(agent: Process): Promise<void> {
    const { timeline, network, link, faults, name, enrolment, events, disk } = this.#parts
    const chance = createChance(this.#chance.int(0, 2 ** 31), agent.name)
    const port = { timeline, process: agent, chance, faults, place: name }
    const own = { timeline, process: agent, chance, disk }
    const boot = `boot ${this.#boots}`
    const clock = {
      now: this.now,
      after: (ms: number, run: () => void) => void timeline.after(ms + chance.next(), agent, run),
    }
    const log = {
      info: (message: string) => {
        events.say(agent.name, message)
        if (message.startsWith('connected as')) this.connectedAt = timeline.now
      },
      warn: (message: string) => events.say(agent.name, `! ${message}`),
    }
    const advancing = (from: number, to: number) => events.advancing(this, from, to)
    const identity = withFaults('identity', createIdentity({ ...own, advancing }), port)
    const host = createExecutor({
      ...own,
      boot,
      now: this.now,
      start: (folder, script) => {
        const changed = (seen: Folder) => {
          // The kernel's hints may not come.
          if (!this.#chance.flip(0.9)) return
          const delay = this.#chance.skewed(0.05, 40)
          timeline.after(delay, this.#agent ?? agent, () => this.#hint?.(seen))
        }
        startExecutor(
          {
            timeline,
            machine: this.#kernel,
            chance: this.#chance,
            now: this.now,
            truth: (seen) => events.truth(this, seen),
            started: (seen, truth) => events.started(this, seen, truth),
            changed,
          },
          folder,
          script,
        )
      },
    })
    this.#hint = (folder) => host.hint(folder.spec)
    const executor = withFaults('executor', host, port)
    const journal = withFaults('journal', createJournal(own), port)
    const desk = new Desk({ journal, executor, log, clock, boot, timeZone: 'UTC', guard: () => () => undefined })
    await desk.open()
    await stayConnected(
      {
        address: { url: 'ws://server.example/agent/v1', loopback: true, privacy: 'private' },
        dial: {
          open: () => network.connect(link, agent, () => this.isOn) as unknown as Socket,
          trust: async () => {},
        },
        localAddress: undefined,
        identity,
        enrolment: identity.enrolled() ? undefined : { ...enrolment, serverKey: undefined, name, tags: {} },
        facts: {
          hostName: name,
          platform: 'linux',
          architecture: 'x64',
          localIp: '10.0.0.1',
          machineId: name,
          agentVersion: '0.1.0',
          agentUser: 'root',
          timeZone: 'UTC',
        },
        desk,
        terminals: noTerminals(),
        log,
        frames: 'in turns',
        signatures: 'at once',
        nonce: () => chance.bytes(32).toString('base64url'),
        enter: async () => () => {},
      },
      chance.next,
      new AbortController().signal,
    )
  }

  #ended(agent: Process, error: unknown): void {
    const { timeline, events, network } = this.#parts
    if (!agent.alive) return
    agent.alive = false
    network.died(agent)
    events.say(agent.name, `ended: ${error instanceof Error ? error.message : String(error)}`)
    if (error instanceof Failure) {
      this.refusedFor = error.message
      events.refused(this, error.message)
      return
    }
    if (!(error instanceof InjectedFault)) events.broken(agent, error)
    timeline.after(restartMs, this.#kernel, () => this.startAgent())
  }
}
