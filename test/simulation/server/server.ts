import { type Audit, type Deps, MusterError, type Store } from '@muster/core'
import type { Logger } from 'pino'
import { compose, type Services } from '../../../packages/server/src/compose.ts'
import { type Config, readConfig } from '../../../packages/server/src/config.ts'
import { acceptAgents } from '../../../packages/server/src/gateway/native/upgrade.ts'
import type { Rotation } from '../../../packages/server/src/keys/rotation.ts'
import { createVault } from '../../../packages/server/src/keys/vault.ts'
import { runScheduler } from '../../../packages/server/src/scheduler/scheduler.ts'
import { every, sweep } from '../../../packages/server/src/sweep/sweep.ts'
import { createStore } from '../../../packages/store/src/store.ts'
import type { Chance } from '../chance.ts'
import type { Network } from '../network/network.ts'
import { createUpgrades } from '../network/upgrades.ts'
import { createProcess, type Process, pause, type Timeline } from '../time/timeline.ts'
import type { Database } from './database.ts'
import { keyring } from './keyring.ts'

const restartMs = 2_000

const config = readConfig(['--data', '/nowhere'], {}) as Config

const noRotation: Rotation = {
  look: () => ({ key: 1, since: 0, state: 'idle' }),
  begin: async () => noRotation.look(),
  proceed: async () => {},
}

interface Parts {
  readonly timeline: Timeline
  readonly network: Network
  readonly database: Database
  readonly chance: Chance
  readonly say: (who: string, what: string) => void
  readonly broken: (process: Process, error: unknown) => void
}

interface Life {
  readonly process: Process
  readonly stop: AbortController
  services: Services | undefined
}

/** The server: `main.ts` without its files and its port, over a record that outlives it. */
export class SimulatedServer {
  readonly #parts: Parts
  #life: Life | undefined
  #lives = 0
  /** Since when it serves without a break. */
  servingSince = Number.POSITIVE_INFINITY

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get process(): Process | undefined {
    return this.#life?.process.alive ? this.#life.process : undefined
  }

  start(): void {
    if (this.process) return
    this.#lives += 1
    const process = createProcess(`server ${this.#lives}`)
    const life: Life = { process, stop: new AbortController(), services: undefined }
    this.#life = life
    const { timeline, chance, say } = this.#parts
    say(process.name, 'starts')
    timeline.after(chance.skewed(1, 500), process, () => {
      this.#serve(life).catch((error: unknown) => this.#ended(life, error))
    })
  }

  /** One that cannot write to its disk ends, and its service manager starts it anew. */
  #ended({ process }: Life, error: unknown): void {
    const { timeline, broken } = this.#parts
    if (!(error instanceof MusterError)) {
      broken(process, error)
      return
    }
    this.kill()
    timeline.after(restartMs, timeline.world, () => this.start())
  }

  /** SIGKILL: what waits for the disk is gone, what is on it stays. */
  kill(): void {
    const life = this.#life
    if (!life?.process.alive) return
    life.process.alive = false
    this.servingSince = Number.POSITIVE_INFINITY
    this.#parts.network.listener = undefined
    this.#parts.network.died(life.process)
    this.#parts.database.settle()
    this.#parts.say(life.process.name, 'is killed')
  }

  pause(ms: number): void {
    const { timeline } = this.#parts
    if (!this.#life) return
    pause(this.#life.process, timeline.exact + ms)
  }

  /** Runs a use case as a caller's request would; undefined when nobody serves. */
  call(work: (deps: (audit: Audit) => Deps) => Promise<void>): void {
    const life = this.#life
    if (!life?.process.alive || !life.services) return
    const { services } = life
    this.#parts.timeline.after(0, life.process, () => void work((audit) => services.deps(audit)))
  }

  async #serve(life: Life): Promise<void> {
    const { timeline, network, database, say } = this.#parts
    const { process, stop } = life
    const clock = { now: () => timeline.now }
    const store: Store = createStore(database.open(process))
    const services = compose({
      config,
      keyring,
      vault: createVault(keyring.vault),
      rotation: noRotation,
      store,
      log: createLog((what) => say(process.name, what)),
      clock,
      version: 'simulated',
      room: () => undefined,
      signal: stop.signal,
    })
    await store.disconnectInstances({ ids: 'all' })
    const { server, accept } = createUpgrades('10.0.0.9')
    const log = createLog((what) => say(process.name, what))
    acceptAgents(server, { hub: services.hub, log, mayConnect: () => true })
    network.listener = { process, accept }
    life.services = services
    this.servingSince = clock.now()
    const startedAt = clock.now()
    const loop = { signal: stop.signal, log }
    await Promise.all([
      every(1_000, () => sweep(services.deps(), startedAt), loop),
      every(1_000, services.outputs.deliver, loop),
      every(30_000, services.hub.heartbeat, loop),
      runScheduler(services.deps(), { graceMs: config.scheduleGrace * 1000, ...loop }),
    ])
  }
}

function createLog(say: (what: string) => void): Logger {
  const write =
    (level: string) =>
    (...given: unknown[]) =>
      say(`${level} ${given.map((each) => JSON.stringify(each)).join(' ')}`)
  const log = { debug: () => {}, info: write('info'), warn: write('warn'), error: write('error') }
  return log as unknown as Logger
}
