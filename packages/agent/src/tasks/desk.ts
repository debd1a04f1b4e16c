import type { ServerMessage, SignedPlan } from '@muster/protocol/agent'
import type { Clock } from '../clock.ts'
import type { Guard } from '../limits/guard.ts'
import type { Log } from '../log.ts'
import { acknowledge, begin, type Progress, rewind, see } from '../report/progress.ts'
import { type Line, Reporter } from '../report/reporter.ts'
import { refusal, sortDelivery } from './admission.ts'
import { all } from './all.ts'
import type { Executor, Journal } from './ports.ts'
import type { Checked } from './proof.ts'
import { deadSpec, type Key, keyName, type Spec } from './spec.ts'

/** A script that ends sooner is told started, written and finished in one message. */
const holdMs = 50
/** What is settled is written and removed once for all that came in it, and after the burst: 2 ms of CPU on a host. */
const settleMs = 1_000

interface Entry {
  readonly spec: Spec
  progress: Progress
  looking: 'no' | 'yes' | 'again'
  /** Just taken: what is seen of it waits to be told together. */
  held: boolean
}

export interface DeskParts {
  readonly journal: Journal
  readonly executor: Executor
  readonly log: Log
  readonly clock: Clock
  readonly boot: string
  readonly guard: Guard
}

/** All tasks of one agent: takes what the server sends, keeps it, has it run and tells what becomes of it. */
export class Desk {
  readonly #parts: DeskParts
  readonly #entries = new Map<string, Entry>()
  readonly #reporter: Reporter
  #settled = 0
  /** Told by the server, and to become the watermark. */
  #settling = 0
  #running = 0

  constructor(parts: DeskParts) {
    this.#parts = parts
    this.#reporter = new Reporter({
      get: (name) => this.#entries.get(name)?.progress,
      set: (name, progress) => {
        const entry = this.#entries.get(name)
        if (entry) entry.progress = progress
      },
      read: (key, offset, length) => this.#read(key, offset, length),
    })
    parts.executor.onChange((key) => void this.#look(keyName(key)))
  }

  /** Takes up what an earlier agent left. */
  async open(): Promise<void> {
    const { settled, specs } = await this.#parts.journal.load()
    this.#settled = settled
    this.#settling = settled
    for (const spec of specs) {
      this.#add(spec)
      this.#parts.executor.launch(spec)
      await this.#look(keyName(spec))
    }
    if (specs.length > 0) this.#parts.log.info(`found ${specs.length} tasks, ${this.#running} of them not ended`)
  }

  /** A new line to the server, or none: all that the server does not hold is told on the new one. */
  connect(line: Line | undefined): void {
    this.#reporter.connect(line)
    if (!line) return
    for (const [name, entry] of this.#entries) {
      entry.progress = rewind(entry.progress)
      if (!entry.progress.held.done) this.#reporter.report(name)
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
        if (message.settled !== null) this.#settleLater(message.settled)
        return
      default:
        return
    }
  }

  #add(spec: Spec): Entry {
    const entry: Entry = {
      spec,
      progress: begin(spec),
      looking: 'no',
      held: false,
    }
    this.#entries.set(keyName(spec), entry)
    this.#running += 1
    return entry
  }

  async #deliver(checked: readonly Checked[]): Promise<void> {
    const { log, executor, journal } = this.#parts
    const { plans, repeated, refused } = sortDelivery(checked, {
      isKnown: (name) => this.#entries.has(name),
      settled: this.#settled,
      running: this.#running,
      known: this.#entries.size,
      forbids: this.#parts.guard(),
    })
    for (const { reason } of refused) log.warn(`refused a task: ${reason}`)
    this.#reporter.send(refused)
    for (const name of repeated) this.#repeat(name)
    if (plans.length === 0) return
    const specs: Spec[] = []
    try {
      await all(plans.map(async (plan) => specs.push(await executor.prepare(plan))))
      await journal.create(specs)
    } catch (error) {
      const reason = `the task could not be stored on the host: ${error instanceof Error ? error.message : String(error)}`
      log.warn(reason)
      await Promise.all(specs.map((spec) => executor.forget(spec)))
      this.#reporter.send(plans.map((plan) => refusal(plan, 'busy', reason)))
      return
    }
    this.#holdBack(specs)
    for (const spec of specs) {
      log.info(`accepted ${keyName(spec)} (${spec.task})`)
      if (spec.verdict) void this.#look(keyName(spec))
      else executor.launch(spec)
    }
  }

  /** One timer for all that came together, and none for a task: ten thousand start in the time of one message each. */
  #holdBack(specs: readonly Spec[]): void {
    const entries = specs.map((spec) => this.#add(spec))
    for (const entry of entries) entry.held = true
    this.#parts.clock.after(holdMs, () => {
      for (const entry of entries) {
        entry.held = false
        this.#reporter.report(keyName(entry.spec))
      }
    })
  }

  #repeat(name: string): void {
    const entry = this.#entries.get(name)
    if (!entry) return
    entry.progress = rewind(entry.progress)
    this.#reporter.report(name)
  }

  async #cancel(key: Key): Promise<void> {
    const name = keyName(key)
    const entry = this.#entries.get(name)
    if (entry?.progress.seen.end) return this.#repeat(name)
    if (entry) {
      this.#parts.log.info(`cancelling ${name}`)
      await this.#parts.executor.cancel(entry.spec)
      return this.#look(name)
    }
    if (key.sequence <= this.#settled) {
      this.#reporter.send([refusal(key, 'settled', 'the task has ended long ago')])
      return
    }
    // Never delivered, or still on its way: the folder keeps a late delivery from starting it.
    const { boot, clock, journal } = this.#parts
    const verdict = { outcome: 'cancelled', cause: 'cancelled before it was delivered', at: clock.now() } as const
    const spec = deadSpec(key, '', boot, verdict)
    await journal.create([spec])
    this.#add(spec)
    return this.#look(name)
  }

  async #acknowledge(key: Key, offset: number, done: boolean): Promise<void> {
    const entry = this.#entries.get(keyName(key))
    if (!entry) return
    entry.progress = acknowledge(entry.progress, offset, done)
    await this.#removeSettled(entry)
  }

  #settleLater(upTo: number): void {
    if (upTo <= this.#settling) return
    const waits = this.#settling > this.#settled
    this.#settling = upTo
    if (!waits) this.#parts.clock.after(settleMs, () => void this.#settle())
  }

  async #settle(): Promise<void> {
    const { journal, clock, log } = this.#parts
    try {
      const upTo = this.#settling
      await journal.settle(upTo)
      this.#settled = upTo
      for (const entry of [...this.#entries.values()]) await this.#removeSettled(entry)
    } catch (error) {
      log.warn(`what has ended cannot be put away now: ${error instanceof Error ? error.message : String(error)}`)
    }
    if (this.#settling > this.#settled) clock.after(settleMs, () => void this.#settle())
  }

  async #removeSettled({ spec, progress }: Entry): Promise<void> {
    if (spec.sequence > this.#settled || !progress.held.done || !progress.seen.end) return
    this.#entries.delete(keyName(spec))
    await this.#parts.executor.forget(spec)
    await this.#parts.journal.remove(spec)
  }

  async #look(name: string): Promise<void> {
    const entry = this.#entries.get(name)
    if (!entry || entry.progress.seen.end) return
    if (entry.looking !== 'no') {
      entry.looking = 'again'
      return
    }
    do {
      entry.looking = 'yes'
      try {
        this.#saw(name, entry, await this.#parts.executor.look(entry.spec))
      } catch (error) {
        this.#parts.log.warn(
          `task ${name} cannot be looked at: ${error instanceof Error ? error.message : String(error)}`,
        )
      }
    } while ((entry.looking as Entry['looking']) === 'again')
    entry.looking = 'no'
  }

  #saw(name: string, entry: Entry, seen: Progress['seen']): void {
    if (entry.progress.seen.end) return
    entry.progress = see(entry.progress, seen)
    if (seen.end) {
      this.#running -= 1
      const { outcome, exitCode, cause } = seen.end
      this.#parts.log.info(
        `ended ${name}: ${outcome}${exitCode === null ? '' : ` ${exitCode}`}${cause ? `, ${cause}` : ''}`,
      )
      this.#reporter.report(name)
      return
    }
    if (!entry.held) this.#reporter.report(name)
  }

  async #read(key: Key, offset: number, length: number): Promise<Uint8Array> {
    const entry = this.#entries.get(keyName(key))
    return entry ? this.#parts.executor.read(entry.spec, offset, length) : Buffer.alloc(0)
  }
}
