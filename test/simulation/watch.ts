import { isTerminal } from '@muster/core'
import type { Callers } from './callers.ts'
import type { Fleet } from './fleet.ts'
import { type Invariants, nameOf } from './invariants.ts'
import { auditedRequests, type RecordedTask } from './record.ts'
import type { Database } from './server/database.ts'
import type { SimulatedServer } from './server/server.ts'
import type { Timeline } from './time/timeline.ts'

const lookMs = 1_000
/** The sweep holds back for half a minute after a start of the server, and comes every second. */
const sweepRestMs = 30_000
const overdueMs = 10_000
/** Once the world is calm: enough for all hosts to come back and for the longest script to end. */
const quietMs = 220_000
/** What is left then is lost, after its grace. */
const longestMs = 1_000_000
/** So often what stays on its hosts is asked to stop. */
const stopMs = 20_000
/** Acknowledgements are still on their way when the last task has ended. */
const restMs = 5_000

interface Parts {
  readonly timeline: Timeline
  readonly server: SimulatedServer
  readonly database: Database
  readonly fleet: Fleet
  readonly callers: Callers
  readonly invariants: Invariants
  readonly fail: (problem: string) => void
}

/** Looks around every second: who is in trouble, what is overdue, and whether everything has come to its end. */
export class Watch {
  readonly #parts: Parts
  #calmSince = Number.POSITIVE_INFINITY
  #isOver = false

  constructor(parts: Parts) {
    this.#parts = parts
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** Nothing befalls anyone any more. */
  calm(): void {
    this.#calmSince = this.#parts.timeline.now
  }

  look(): void {
    const { timeline, fleet, server, invariants } = this.#parts
    const { now } = timeline
    for (const { name, isWhole } of fleet.machines) if (!isWhole) fleet.befall(name)
    if (server.servingSince > now) fleet.befall('server')
    const open = invariants.tasks.filter(({ state }) => !isTerminal(state))
    for (const task of open) this.#checkOverdue(task, now)
    if (now >= this.#calmSince) this.#checkQuiet(open, now - this.#calmSince)
    timeline.after(lookMs, timeline.world, () => this.look())
  }

  #checkOverdue(task: RecordedTask, now: number): void {
    const { server, fleet, fail } = this.#parts
    const since = Math.max(task.dueAt, server.servingSince + sweepRestMs, fleet.lastBefell('server'))
    if (now <= since + overdueMs) return
    fail(`task ${nameOf(task)} is still ${task.state}, ${now - task.dueAt} ms after it was due`)
  }

  #checkQuiet(open: readonly RecordedTask[], quietFor: number): void {
    const { fleet, fail } = this.#parts
    const isTold = this.#untold().length === 0 || quietFor > quietMs
    if (open.length === 0 && isTold && quietFor > restMs) {
      this.#end()
      return
    }
    if (quietFor % stopMs < lookMs) this.#stopStanding(open)
    if (quietFor < quietMs) return
    for (const task of open) {
      const { standing, access } = fleet.witness(task)
      if (standing === 'good' && access === 'clear')
        fail(`task ${nameOf(task)} is still ${task.state}, long after all faults`)
    }
    if (quietFor > longestMs) fail('tasks are open for ever')
  }

  #stopStanding(open: readonly RecordedTask[]): void {
    const standing = open.filter(({ life, state }) => life === 'standing' && state !== 'cancelling')
    this.#parts.callers.stop([...new Set(standing.map(({ invocationId }) => invocationId))])
  }

  #end(): void {
    const { timeline, database, invariants, callers, fail } = this.#parts
    this.#isOver = true
    database.settle()
    invariants.check(database.connection, timeline.now)
    for (const name of this.#untold()) fail(`task ${name} ran and was never told`)
    for (const problem of callers.missing(auditedRequests(database.connection))) fail(problem)
  }

  /** What ran and is not on record: a firing may begin in the very moment in which it is asked to stop. */
  #untold(): readonly string[] {
    const { fleet, invariants } = this.#parts
    const told = new Set(invariants.tasks.map(nameOf))
    return fleet.started().filter((name) => !told.has(name))
  }
}
