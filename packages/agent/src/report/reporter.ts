import type { AgentMessage, TaskEvent } from '@muster/protocol/agent'
import type { Key } from '../tasks/spec.ts'
import { eventOf, nextStep, type Progress, tell } from './progress.ts'

/** The way to the server while connected. `ready` resolves when what was sent has drained enough to send more. */
export interface Line {
  readonly send: (message: AgentMessage) => void
  readonly ready: () => Promise<void>
}

export interface Ledger {
  readonly get: (name: string) => Progress | undefined
  readonly set: (name: string, progress: Progress) => void
  readonly read: (key: Key, offset: number, length: number) => Promise<Uint8Array>
}

const eventLimit = 256
const byteLimit = 256 * 1024

/** Tells the server what is new of the tasks named to it, several tasks and events in one message. */
export class Reporter {
  readonly #ledger: Ledger
  readonly #wanted = new Set<string>()
  #line: Line | undefined
  #working = false

  constructor(ledger: Ledger) {
    this.#ledger = ledger
  }

  connect(line: Line | undefined): void {
    this.#line = line
    this.#wanted.clear()
  }

  report(name: string): void {
    this.#wanted.add(name)
    if (!this.#working) void this.#work()
  }

  send(events: readonly TaskEvent[]): void {
    for (let at = 0; at < events.length; at += eventLimit)
      this.#line?.send({ type: 'report', events: events.slice(at, at + eventLimit) })
  }

  async #work(): Promise<void> {
    this.#working = true
    try {
      // What is named in the same turn goes into the same message.
      await Promise.resolve()
      while (this.#line && this.#wanted.size > 0) {
        const line = this.#line
        await line.ready()
        if (line !== this.#line) continue
        const { events, told } = await this.#collect()
        // A line that was cut meanwhile has told nothing; its successor begins again at what the server holds.
        if (line !== this.#line) for (const name of told.keys()) this.#wanted.add(name)
        if (line !== this.#line || events.length === 0) continue
        for (const [name, progress] of told) this.#keep(name, progress)
        line.send({ type: 'report', events })
      }
    } finally {
      this.#working = false
    }
  }

  /** Progress may have moved (a look, an acknowledgement) while bytes were read: only what was told is taken over. */
  #keep(name: string, told: Progress): void {
    const now = this.#ledger.get(name)
    if (now) this.#ledger.set(name, { ...now, sent: told.sent })
  }

  async #collect(): Promise<{ events: TaskEvent[]; told: Map<string, Progress> }> {
    const events: TaskEvent[] = []
    const told = new Map<string, Progress>()
    let bytes = 0
    for (const name of this.#wanted) {
      this.#wanted.delete(name)
      // Named again while it was read: the ledger does not know yet what this message tells.
      const known = this.#ledger.get(name)
      let progress = known && { ...known, sent: told.get(name)?.sent ?? known.sent }
      for (let step = progress && nextStep(progress); progress && step; step = nextStep(progress)) {
        if (events.length >= eventLimit || bytes >= byteLimit) {
          this.#wanted.add(name)
          return { events, told }
        }
        const data =
          step.kind === 'output' ? await this.#ledger.read(progress, step.offset, step.length) : Buffer.alloc(0)
        if (step.kind === 'output' && data.length < step.length) break
        bytes += data.length
        events.push(eventOf(progress, step, data))
        progress = tell(progress, step)
        told.set(name, progress)
      }
    }
    return { events, told }
  }
}
