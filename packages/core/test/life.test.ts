import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { cancel } from '../src/invocations/cancel.ts'
import { expire } from '../src/invocations/deadlines.ts'
import { invocationState } from '../src/invocations/invocation.ts'
import { applyReport, type Outcome, type Report } from '../src/invocations/reports.ts'
import type { Task } from '../src/invocations/task.ts'
import {
  isTerminal,
  mayBecome,
  noCounts,
  type TaskState,
  taskStates,
  transitions,
} from '../src/invocations/task-states.ts'

const task = (state: TaskState, more: Partial<Task> = {}): Task => ({
  id: 1, accountId: 1, invocationId: 1, commandId: 1, instanceId: 1, state, attempt: 1, cause: '', exitCode: undefined,
  delivers: false, outputSize: 0, outputDropped: 0, startedAt: undefined, endedAt: undefined, dueAt: 1000, createdAt: 0, updatedAt: 0, ...more,
}) // biome-ignore format: a record of zeroes

const finished = (outcome: Outcome, exitCode: number | undefined = 0): Report => ({
  kind: 'finished', taskId: 1, at: 50, startedAt: 40, outcome, exitCode, size: 0, dropped: 0, cause: '',
}) // biome-ignore format: one report

const outcomes: readonly Outcome[] = ['exited', 'timedOut', 'terminated', 'cancelled', 'startFailed', 'lost']
const reports: readonly Report[] = [
  { kind: 'started', taskId: 1, at: 40 },
  { kind: 'refused', taskId: 1, reason: 'no' },
  { kind: 'output', taskId: 1, offset: 0, data: Buffer.from('x') },
  ...outcomes.map((outcome) => finished(outcome)),
  finished('exited', 3),
]

test('every state that is not terminal can end', () => {
  for (const state of taskStates) {
    const reached = new Set<TaskState>([state])
    for (const at of reached) for (const next of transitions[at]) reached.add(next)
    assert.ok([...reached].some(isTerminal), state)
  }
})

test('whatever is reported, cancelled or overdue, a task only moves along the table and its first end stays', () => {
  type Step = (at: Task) => Partial<Task> | undefined
  const claim: Step = (at) => (mayBecome(at.state, 'delivering') ? { state: 'delivering' } : undefined)
  const steps: readonly Step[] = [
    ...reports.map(
      (report): Step =>
        (at) =>
          applyReport(at, report, 60, 100),
    ),
    (at) => cancel(at, 100),
    (at) => expire(at, 10_000_000_000),
    claim,
  ]
  fc.assert(
    fc.property(fc.constantFrom<TaskState>('pending', 'delayed'), fc.array(fc.constantFrom(...steps)), (start, run) => {
      let now = task(start)
      for (const step of run) {
        const change = step(now)
        if (!change) continue
        assert.ok(!isTerminal(now.state), `${now.state} was changed`)
        const to = change.state ?? now.state
        const through = now.state === 'delivering' ? mayBecome('running', to) : false
        assert.ok(to === now.state || mayBecome(now.state, to) || through, `${now.state} → ${to}`)
        now = { ...now, ...change }
      }
    }),
    { numRuns: 2000 },
  )
})

const ends: readonly (readonly [TaskState, Report, TaskState])[] = [
  ['delivering', finished('exited'), 'succeeded'],
  ['delivering', finished('exited', 7), 'failed'],
  ['delivering', finished('startFailed', undefined), 'startFailed'],
  ['delivering', finished('cancelled', undefined), 'cancelled'],
  ['running', finished('timedOut', 143), 'timedOut'],
  ['running', finished('lost', undefined), 'lost'],
  ['cancelling', finished('terminated', 143), 'terminated'],
  ['cancelling', finished('cancelled', undefined), 'cancelled'],
  ['cancelling', finished('exited', 0), 'succeeded'],
  ['cancelling', finished('timedOut', 137), 'timedOut'],
]
for (const [from, report, to] of ends)
  test(`${from} ends as ${to} when its agent says ${report.kind === 'finished' ? report.outcome : report.kind}`, () => {
    assert.equal(applyReport(task(from), report, 60, 100)?.state, to)
  })

test('a start is only a start once, and sets the execution deadline by the clock of the server', () => {
  const start = { kind: 'started', taskId: 1, at: 40 } as const
  const change = applyReport(task('delivering'), start, 60, 100)
  assert.deepEqual(change, { state: 'running', startedAt: 40, dueAt: 100 + 60_000 + 5_000 + 600_000 })
  assert.equal(applyReport(task('running'), start, 60, 200), undefined)
})

test('nothing expires before its time, and everything open does at it', () => {
  for (const state of taskStates) {
    assert.equal(expire(task(state), 999), undefined)
    assert.equal(expire(task(state), 1000) === undefined, isTerminal(state), state)
  }
})

const summaries: readonly (readonly [Partial<Record<TaskState, number>>, string])[] = [
  [{ pending: 2 }, 'pending'],
  [{ pending: 1, succeeded: 1 }, 'running'],
  [{ delivering: 1, running: 1 }, 'running'],
  [{ running: 1, cancelling: 1 }, 'cancelling'],
  [{ succeeded: 2 }, 'succeeded'],
  [{ failed: 1, timedOut: 1 }, 'failed'],
  [{ timedOut: 2 }, 'timedOut'],
  [{ cancelled: 1, terminated: 1 }, 'cancelled'],
  [{ cancelled: 1, succeeded: 1 }, 'partlyCancelled'],
  [{ succeeded: 1, lost: 1 }, 'partlyFailed'],
]
for (const [some, state] of summaries)
  test(`${JSON.stringify(some)} is ${state}`, () => {
    const counts = { ...noCounts, ...some }
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
    assert.equal(invocationState(counts, total), state)
  })
