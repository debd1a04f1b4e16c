import {
  askedFor,
  type Ending,
  type Plan,
  type ServerMessage,
  type SignedPlan,
  type TaskEvent,
  type TaskKey,
} from '@muster/protocol/agent'
import type { Clock } from '../clock.ts'
import { chunkBytes } from '../report/progress.ts'
import type { Line } from '../report/reporter.ts'
import { refusal, tooLate } from '../tasks/admission.ts'
import type { TaskDesk } from '../tasks/ports.ts'
import type { Checked } from '../tasks/proof.ts'
import { keyName } from '../tasks/spec.ts'
import type { Tally } from './tally.ts'

export interface Behaviour {
  readonly delayMs: number
  readonly failureRate: number
  readonly outputBytes: number
}

interface SimulatedTask extends TaskKey {
  readonly startedAt: number | null
  readonly outputLimit: number
  end: Ending | undefined
  /** Whether the server holds the end. */
  held: boolean
}

interface Parts {
  readonly behaviour: Behaviour
  readonly chance: () => number
  readonly clock: Clock
  readonly tally: Tally
}

const line = Buffer.from('the quick brown fox jumps over..\n')
/** Shared by all agents: what a script writes is always the same. */
const text = Buffer.alloc(chunkBytes + line.length, line)

/**
 * The desk of an agent that runs nothing: a task starts at once, writes what it is told to write and ends after the
 * delay. It keeps the promises of a true one, in memory: nothing starts twice, and what the server does not hold is told
 * again. A true desk over pretended scripts took half of a swarm's time in a fan-out: 10,000 of them share two cores
 * with the server.
 */
export function createSimulatedDesk({ behaviour, chance, clock, tally }: Parts): TaskDesk {
  const tasks = new Map<string, SimulatedTask>()
  let settled = 0
  let connection: Line | undefined

  const tell = (told: readonly SimulatedTask[]) => {
    if (told.some(({ end }) => end && end.size > chunkBytes)) void tellOneByOne(told)
    else connection?.send({ type: 'report', events: told.flatMap(eventsOf) })
  }

  /** Much output waits for the line to take it. */
  const tellOneByOne = async (told: readonly SimulatedTask[]) => {
    for (const task of told) {
      await connection?.ready()
      connection?.send({ type: 'report', events: eventsOf(task) })
    }
  }

  const finish = (task: SimulatedTask, outcome: Ending['outcome']) => {
    const written = task.startedAt === null ? 0 : behaviour.outputBytes
    const size = Math.min(written, task.outputLimit)
    const exitCode = outcome !== 'exited' ? null : chance() < behaviour.failureRate ? 1 : 0
    const dropped = written - size
    task.end = { at: clock.now(), startedAt: task.startedAt, outcome, exitCode, size, dropped, cause: '' }
  }

  const deliver = (checked: readonly Checked[]) => {
    const told: SimulatedTask[] = []
    const refused: TaskEvent[] = []
    for (const each of checked) {
      if (each.kind === 'refused') {
        refused.push(refusal(each.key, each.code, each.reason))
        continue
      }
      const name = keyName(each.plan)
      const known = tasks.get(name)
      if (known) told.push(known)
      else if (each.plan.sequence <= settled) refused.push(refusal(each.plan, 'settled', 'the task has ended long ago'))
      else if (each.plan.deliverBy === askedFor) refused.push(refusal(each.plan, 'expired', tooLate))
      else told.push(begin(name, each.plan))
    }
    if (refused.length > 0) connection?.send({ type: 'report', events: refused })
    if (told.length > 0) tell(told)
  }

  const begin = (name: string, { sequence, attempt, outputLimit }: Plan): SimulatedTask => {
    const task: SimulatedTask = { sequence, attempt, outputLimit, startedAt: clock.now(), end: undefined, held: false }
    tasks.set(name, task)
    tally.count(sequence)
    if (behaviour.delayMs === 0) finish(task, 'exited')
    else
      clock.after(behaviour.delayMs, () => {
        if (task.end) return
        finish(task, 'exited')
        tell([task])
      })
    return task
  }

  const cancel = (key: TaskKey) => {
    const name = keyName(key)
    const task = tasks.get(name) ?? { ...key, outputLimit: 0, startedAt: null, end: undefined, held: false }
    tasks.set(name, task)
    if (!task.end) finish(task, task.startedAt === null ? 'cancelled' : 'terminated')
    tell([task])
  }

  const handle = (message: ServerMessage, check: (signed: SignedPlan) => Checked): undefined => {
    if (message.type === 'deliver') deliver(message.tasks.map(check))
    if (message.type === 'cancel') for (const key of message.tasks) cancel(key)
    if (message.type !== 'acknowledge') return
    for (const { done, ...key } of message.tasks) {
      const task = tasks.get(keyName(key))
      if (task && done) task.held = true
    }
    settled = Math.max(settled, message.settled ?? 0)
    // An end that is held is remembered until it is settled: its plan may come once more.
    for (const task of tasks.values()) if (task.sequence <= settled) tasks.delete(keyName(task))
  }

  return {
    handle,
    connect: (next) => {
      connection = next
      const news = [...tasks.values()].filter(({ held }) => !held)
      if (news.length > 0) tell(news)
    },
  }
}

function eventsOf({ sequence, attempt, startedAt, end }: SimulatedTask): TaskEvent[] {
  if (!end) return startedAt === null ? [] : [{ event: 'started', sequence, attempt, at: startedAt }]
  const events: TaskEvent[] = []
  for (let offset = 0; offset < end.size; offset += chunkBytes) {
    const from = offset % line.length
    const data = text.subarray(from, from + Math.min(chunkBytes, end.size - offset))
    events.push({ event: 'output', sequence, attempt, offset, data })
  }
  // The copy goes first: after other members it is ten times slower.
  events.push({ ...end, event: 'finished', sequence, attempt })
  return events
}
