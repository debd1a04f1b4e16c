import { isTerminal, limits, type TaskState } from '@muster/core'
import { incompleteTail } from '../../packages/agent/src/report/utf8.ts'
import type { Connection } from '../../packages/store/src/engines/sqlite/connection.ts'
import type { Truth } from './hosts/scripts.ts'
import { runningLimit } from './limits.ts'
import {
  miscounted,
  misremembered,
  type RecordedTask,
  readEpochs,
  readOutput,
  readTasks,
  wrongFires,
} from './record.ts'

/** What a host had no room for is offered again at the next beat. */
const offeredMs = 40_000

/** Whether its host could have taken a task. */
type Room = 'enough' | 'short'

/** What is known of a task's host beside the record. */
export interface Witness {
  /** What the machines with this identity did with the task. */
  readonly truths: readonly Truth[]
  /** Nothing has kept the host from telling for so long that all it knows must be told. */
  readonly access: 'clear' | 'troubled'
  readonly now: number
  /** Two machines have its identity, or it was removed: then what is lost has its reason. */
  readonly standing: 'good' | 'doubtful'
}

export interface InvariantParts {
  readonly witness: (task: RecordedTask) => Witness
  readonly fail: (problem: string) => void
}

/** Looks at the record after each commit, and holds it against what the machines truly did. */
export class Invariants {
  readonly #parts: InvariantParts
  #known = new Map<string, RecordedTask>()
  /** When the hosts had no room, for the last time. */
  readonly #fullAt = new Map<number, number>()
  #epochs: ReadonlyMap<number, number> = new Map()

  constructor(parts: InvariantParts) {
    this.#parts = parts
  }

  get tasks(): readonly RecordedTask[] {
    return [...this.#known.values()]
  }

  check(connection: Connection, now: number): void {
    const { fail } = this.#parts
    const tasks = readTasks(connection)
    this.#count(tasks, now)
    for (const task of tasks) this.#checkTask(connection, task, this.#known.get(nameOf(task)))
    if (tasks.length < this.#known.size) fail('a task is gone from the record')
    this.#known = new Map(tasks.map((task) => [nameOf(task), task]))
    const epochs = readEpochs(connection)
    for (const [id, epoch] of this.#epochs)
      if ((epochs.get(id) ?? epoch) < epoch) fail(`the epoch of instance ${id} went back to ${epochs.get(id)}`)
    this.#epochs = epochs
    for (const id of misremembered(connection, tasks))
      fail(`the ended tasks of instance ${id} are not those that are counted`)
    for (const id of miscounted(connection, tasks)) fail(`the counters of invocation ${id} are not those of its tasks`)
    for (const name of wrongFires(connection)) fail(`the fires are wrong: ${name}`)
  }

  /** Of what was sent to a host: more than it runs, or as much as it runs. */
  #count(tasks: readonly RecordedTask[], now: number): void {
    const sent = tasks.filter(({ state, life }) => life === 'once' && isSent(state))
    for (const [id, group] of Map.groupBy(sent, ({ instanceId }) => instanceId)) {
      const running = group.filter(({ state }) => state !== 'delivering')
      if (group.length > runningLimit || running.length >= runningLimit) this.#fullAt.set(id, now)
    }
  }

  /** It was full lately, and since the task came. */
  #roomFor({ instanceId, createdAt }: RecordedTask, now: number): Room {
    const fullAt = this.#fullAt.get(instanceId) ?? 0
    return fullAt >= createdAt && now - fullAt <= offeredMs ? 'short' : 'enough'
  }

  #checkTask(connection: Connection, task: RecordedTask, before: RecordedTask | undefined): void {
    const { fail, witness } = this.#parts
    const name = `task ${nameOf(task)}`
    if (before && isTerminal(before.state) && !isSame(before, task))
      fail(`${name} was ${before.state} and is now ${task.state}`)
    if ((before && isSame(before, task)) || task.life === 'standing') return
    const known = witness(task)
    const room = this.#roomFor(task, known.now)
    if (isTerminal(task.state)) for (const problem of endProblems(task, known, room)) fail(`${name}: ${problem}`)
    if (task.size > 0 || isTerminal(task.state))
      for (const problem of outputProblems(task, readOutput(connection, task), known)) fail(`${name}: ${problem}`)
  }
}

/** As the host names it. */
export const nameOf = ({ id, attempt }: RecordedTask): string => `${id}-${attempt}`

const isSame = (a: RecordedTask, b: RecordedTask) =>
  a.state === b.state && a.size === b.size && a.dropped === b.dropped && a.cause === b.cause && a.dueAt === b.dueAt

const isSent = (state: TaskState) => ['delivering', 'running', 'cancelling'].includes(state)

const theOne = ({ truths }: Witness): Truth | undefined =>
  truths.find(({ end }) => end !== undefined) ?? truths.find(({ starts }) => starts > 0) ?? truths[0]

/** Whether an end agrees with what the machine did. */
function endProblems(task: RecordedTask, known: Witness, room: Room): readonly string[] {
  const truth = theOne(known)
  const started = known.truths.reduce((sum, { starts }) => sum + starts, 0)
  const end = truth?.end
  switch (task.state) {
    case 'succeeded':
    case 'failed':
      if (end?.by !== 'exit') return [`${task.state}, but its script did not end by itself`]
      if (task.exitCode !== end.code || (task.state === 'succeeded') !== (end.code === 0))
        return [`${task.state} with ${task.exitCode}, but its script ended with ${end.code}`]
      return []
    case 'timedOut':
      return end?.by === 'timeout' ? [] : ['timedOut, but its script met no deadline']
    case 'terminated':
      return end?.by === 'cancel' ? [] : ['terminated, but its script was not stopped']
    case 'cancelled':
    case 'startFailed':
    case 'undelivered':
    case 'skipped':
    case 'invalid':
      // Of two machines with one identity, either may have started what the other one never got.
      if (started > 0 && known.standing === 'good') return [`${task.state}, but its script has started`]
      return task.state === 'undelivered' ? undeliveredProblems(task, known, room) : []
    case 'lost':
      return lostProblems(task, known, truth)
    default:
      return []
  }
}

function undeliveredProblems({ cause }: RecordedTask, known: Witness, room: Room): readonly string[] {
  if (known.standing === 'doubtful' || known.access === 'troubled') return []
  if (room === 'short' && /had no room|did not reach the host/.test(cause)) return []
  return [`undelivered ("${cause}"), but its host was there`]
}

function lostProblems(task: RecordedTask, known: Witness, truth: Truth | undefined): readonly string[] {
  if (known.standing === 'doubtful' || truth?.broken) return []
  if (known.access === 'clear') return [`lost ("${task.cause}"), but its host was there to tell`]
  if (/^the host did not answer the cancel/.test(task.cause)) return []
  if (!/^the host (did not report|went away)/.test(task.cause))
    return [`lost ("${task.cause}"), but neither its executor nor its host had ended`]
  const since = truth?.startedAt ?? task.createdAt
  return known.now - since >= task.timeoutSeconds * 1000 + limits.lostGraceMs
    ? []
    : [`lost ("${task.cause}") ${known.now - since} ms after it began, before the grace of its agent`]
}

/** The record holds an exact prefix of what was written, and when the script has ended, all of it up to the limit. */
function outputProblems(task: RecordedTask, held: Buffer, known: Witness): readonly string[] {
  if (known.truths.length > 1) return []
  const written = theOne(known)?.output ?? Buffer.alloc(0)
  if (held.length !== task.size) return [`the record holds ${held.length} bytes of output and says ${task.size}`]
  if (!held.equals(written.subarray(0, held.length))) return ['the output is not what the script wrote']
  if (!['succeeded', 'failed', 'timedOut', 'terminated'].includes(task.state)) return []
  const whole = written.length <= limits.outputBytes
  const head = written.subarray(0, limits.outputBytes)
  const kept = whole ? written.length : head.length - incompleteTail(head)
  if (held.length !== kept) return [`${held.length} bytes of output are held, where there were ${kept}`]
  const dropped = written.length - kept
  return task.dropped === dropped ? [] : [`${task.dropped} bytes are told dropped, where ${dropped} were`]
}
