import type { Plan, ServerMessage, SignedPlan } from '@muster/protocol/agent'
import type { Clock } from '../clock.ts'
import type { Guard } from '../limits/guard.ts'
import type { Log } from '../log.ts'
import { acknowledge, rewind } from '../report/progress.ts'
import { type Line, Reporter } from '../report/reporter.ts'
import { nextTurn } from '../turn.ts'
import { knownLimit, refusal, runningLimit, sortDelivery } from './admission.ts'
import { Entries, type Entry } from './entries.ts'
import { Looks } from './looks.ts'
import { type Executor, type Journal, stays } from './ports.ts'
import type { Checked } from './proof.ts'
import { deadSpec, type Key, keyName, type Spec } from './spec.ts'
import { takeIn } from './take-in.ts'
import { Timers } from './timers.ts'
import { Watermark } from './watermark.ts'

/** A script that ends sooner is told started, written and finished in one message. */
const holdMs = 50

export interface DeskParts {
  readonly journal: Journal
  readonly executor: Executor
  readonly log: Log
  readonly clock: Clock
  readonly boot: string
  readonly guard: Guard
  readonly timeZone: string
}

/** All tasks of one agent: takes what the server sends, keeps it, has it run and tells what becomes of it. */
export class Desk {
  readonly #parts: DeskParts
  readonly #entries = new Entries()
  readonly #reporter: Reporter
  readonly #looks: Looks
  readonly #timers: Timers
  readonly #watermark: Watermark

  constructor(parts: DeskParts) {
    this.#parts = parts
    this.#reporter = new Reporter({
      get: (name) => this.#entries.get(name)?.progress,
      set: (name, progress) => {
        const entry = this.#entries.get(name)
        if (entry) entry.progress = progress
      },
      read: (key, offset, length) => this.#looks.read(key, offset, length),
    })
    parts.executor.onChange((key) => void this.#looks.look(keyName(key)))
    this.#timers = new Timers({
      ...parts,
      start: (plan) => this.#fire(plan),
      stop: async (firing) => {
        const entry = this.#entries.get(keyName(firing))
        if (entry) await parts.executor.cancel(entry.spec)
      },
      obstacle: (plan) => {
        if (this.#entries.size >= knownLimit) return 'too many firings wait to be told to the server'
        if (this.#entries.running >= runningLimit) return `${this.#entries.running} tasks run already`
        return parts.guard()(plan)
      },
      changed: (key) => void this.#looks.look(keyName(key)),
    })
    this.#looks = new Looks({
      ...parts,
      entries: this.#entries,
      timers: this.#timers,
      report: (name) => this.#reporter.report(name),
    })
    this.#watermark = new Watermark({
      ...parts,
      raised: async () => {
        for (const entry of this.#entries.all()) await this.#removeSettled(entry)
      },
    })
  }

  /** Takes up what an earlier agent left. */
  async open(): Promise<void> {
    const { settled, specs, standing } = await this.#parts.journal.load()
    this.#watermark.open(settled)
    for (const spec of specs) {
      this.#entries.add(spec)
      if (spec.life === 'once') this.#parts.executor.launch(spec)
      await this.#looks.look(keyName(spec))
    }
    for (const each of standing.values()) {
      this.#timers.resume(each, this.#entries.lastFiring(each.plan)?.progress)
      await this.#looks.look(keyName(each.plan))
    }
    if (specs.length > 0)
      this.#parts.log.info(`found ${specs.length} tasks, ${this.#entries.running} of them not ended`)
  }

  /** A new line to the server, or none: all that the server does not hold is told on the new one. */
  connect(line: Line | undefined): void {
    this.#reporter.connect(line)
    if (!line) return
    for (const entry of this.#entries.all()) {
      entry.progress = rewind(entry.progress)
      if (!entry.progress.held.done) this.#reporter.report(keyName(entry.spec))
    }
  }

  async handle(message: ServerMessage, check: (signed: SignedPlan) => Checked): Promise<void> {
    switch (message.type) {
      case 'deliver':
        return this.#deliver(message.tasks.map(check))
      case 'cancel':
        for (const key of message.tasks) await this.#cancel(key)
        return
      case 'acknowledge':
        for (const { offset, done, ...key } of message.tasks) await this.#acknowledge(key, offset, done)
        if (message.settled !== null) this.#watermark.raise(message.settled)
        return
      default:
        return
    }
  }

  async #deliver(checked: readonly Checked[]): Promise<void> {
    const { log } = this.#parts
    const { plans, repeated, refused } = sortDelivery(checked, {
      isKnown: (name) => this.#entries.get(name) !== undefined,
      settled: this.#watermark.at,
      running: this.#entries.running,
      known: this.#entries.size,
      forbids: this.#parts.guard(),
    })
    for (const { reason } of refused) log.warn(`refused a task: ${reason}`)
    this.#reporter.send(refused)
    for (const plan of repeated) await this.#repeat(plan)
    if (plans.length === 0) return
    try {
      const specs = await takeIn({ ...this.#parts, timers: this.#timers }, plans)
      this.#holdBack(specs)
      await nextTurn()
      for (const spec of specs) this.#launch(spec)
    } catch (error) {
      this.#refuseUnstored(plans, error)
    }
  }

  #refuseUnstored(plans: readonly Plan[], error: unknown): void {
    const reason = `the task could not be stored on the host: ${error instanceof Error ? error.message : String(error)}`
    this.#parts.log.warn(reason)
    this.#reporter.send(plans.map((plan) => refusal(plan, 'busy', reason)))
  }

  #launch(spec: Spec): void {
    const { log, executor } = this.#parts
    if (spec.verdict || spec.life === 'standing') void this.#looks.look(keyName(spec))
    else executor.launch(spec)
    log.info(`accepted ${keyName(spec)} (${spec.task})`)
  }

  /** A standing task fires: nobody but this host knows of it yet. */
  async #fire(plan: Plan): Promise<void> {
    try {
      for (const spec of await takeIn({ ...this.#parts, timers: this.#timers }, [plan])) {
        this.#entries.add(spec)
        this.#launch(spec)
      }
    } catch (error) {
      const cause = `the host could not store it: ${error instanceof Error ? error.message : String(error)}`
      const end = { at: this.#parts.clock.now(), startedAt: null, exitCode: null, size: 0, dropped: 0, cause }
      const ending = { ...end, outcome: 'startFailed' } as const
      this.#reporter.send([{ event: 'finished', sequence: plan.sequence, attempt: plan.attempt, ...ending }])
      this.#timers.ended(plan, ending)
    }
  }

  /** One timer for all that came together, and none for a task: ten thousand start in the time of one message each. */
  #holdBack(specs: readonly Spec[]): void {
    const entries = specs.map((spec) => this.#entries.add(spec))
    for (const entry of entries) entry.held = true
    this.#parts.clock.after(holdMs, () => {
      for (const entry of entries) {
        entry.held = false
        this.#reporter.report(keyName(entry.spec))
      }
    })
  }

  /** A known task is only told again; a standing one may have a newer plan. */
  async #repeat(plan: Plan): Promise<void> {
    // One that was cancelled before it came stays dead.
    const life = this.#entries.get(keyName(plan))?.spec.life
    try {
      if (stays(plan) && life === 'standing') await this.#timers.hold(plan)
    } catch (error) {
      this.#refuseUnstored([plan], error)
    }
    this.#tellAgain(keyName(plan))
  }

  #tellAgain(name: string): void {
    const entry = this.#entries.get(name)
    if (!entry) return
    entry.progress = rewind(entry.progress)
    this.#reporter.report(name)
  }

  async #cancel(key: Key): Promise<void> {
    const name = keyName(key)
    const entry = this.#entries.get(name)
    if (entry?.progress.seen.end) return this.#tellAgain(name)
    if (entry) {
      this.#parts.log.info(`cancelling ${name}`)
      await (entry.spec.life === 'standing' ? this.#timers.stop(entry.spec) : this.#parts.executor.cancel(entry.spec))
      return this.#looks.look(name)
    }
    if (key.sequence <= this.#watermark.at) {
      this.#reporter.send([refusal(key, 'settled', 'the task has ended long ago')])
      return
    }
    // Never delivered, or still on its way: the folder keeps a late delivery from starting it.
    const { boot, clock, journal } = this.#parts
    const verdict = { outcome: 'cancelled', cause: 'cancelled before it was delivered', at: clock.now() } as const
    const spec = deadSpec(key, '', boot, verdict)
    await journal.create([spec])
    this.#entries.add(spec)
    return this.#looks.look(name)
  }

  async #acknowledge(key: Key, offset: number, done: boolean): Promise<void> {
    const entry = this.#entries.get(keyName(key))
    if (!entry) return
    entry.progress = acknowledge(entry.progress, offset, done)
    await this.#removeSettled(entry)
  }

  async #removeSettled({ spec, progress }: Entry): Promise<void> {
    if (spec.sequence > this.#watermark.at || !progress.held.done || !progress.seen.end) return
    this.#entries.remove(spec)
    if (spec.life === 'standing') this.#timers.forget(spec)
    await this.#parts.executor.forget(spec)
    await this.#parts.journal.remove(spec)
  }
}
