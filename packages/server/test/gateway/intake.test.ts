import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import type { Deps, ReportOutcome, Store } from '@muster/core'
import pino from 'pino'
import { createBus } from '../../src/events/bus.ts'
import { createIntake } from '../../src/gateway/native/intake.ts'
import { OpenTasks } from '../../src/gateway/native/open-tasks.ts'
import type { Session } from '../../src/gateway/native/session.ts'

type Recorded = Parameters<Store['recordReports']>[0]['reports']

/** A writer that says when it has done a call. */
function slowWriter() {
  const calls: { readonly tasks: readonly number[]; readonly done: () => void }[] = []
  const recordReports = (reports: Recorded) =>
    new Promise<readonly ReportOutcome[]>((resolve) => {
      calls.push({ tasks: reports.map(({ report }) => report.taskId), done: () => resolve([]) })
    })
  return { calls, recordReports }
}

function createWorld() {
  const writer = slowWriter()
  const store = { recordReports: ({ reports }: { reports: Recorded }) => writer.recordReports(reports) }
  const deps = { store, clock: { now: () => 0 } } as unknown as Deps
  const intake = createIntake({
    deps: () => deps,
    bus: createBus(),
    log: pino({ level: 'silent' }),
    hold: async () => new Set(),
    after: () => {},
    ended: () => {},
  })
  const tell = (invocationId: number, tasks: readonly number[]) => {
    for (const sequence of tasks) {
      const session = { instanceId: sequence, tasks: new OpenTasks(), owed: [] } as unknown as Session
      session.tasks.add(sequence, invocationId)
      intake.add(session, [{ event: 'started', sequence, attempt: 1, at: 0 }])
    }
  }
  const settle = async () => {
    await turn()
    await turn()
  }
  return { calls: writer.calls, tell, settle }
}

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index)

test('the report of a small invocation does not wait behind those of a large one', async () => {
  const { calls, tell, settle } = createWorld()
  tell(1, numbers(1, 2000))
  await settle()
  assert.deepEqual(
    calls.map(({ tasks }) => tasks.length),
    [512, 512],
  )
  tell(2, [5000])
  await settle()
  assert.deepEqual(calls[2]?.tasks, [5000])
  // One such flight at a time: the next report waits for it, or for one of the large ones.
  tell(3, [6000])
  tell(1, [7000])
  await settle()
  assert.equal(calls.length, 3)
  calls[2]?.done()
  await settle()
  assert.deepEqual(calls[3]?.tasks, [6000])
  calls[0]?.done()
  await settle()
  assert.equal(calls[4]?.tasks.length, 512)
})

test('reports of one task keep their order, whichever way they take', async () => {
  const { calls, tell, settle } = createWorld()
  tell(1, numbers(1, 1024))
  await settle()
  tell(2, [5000])
  await settle()
  tell(2, [5000])
  calls[0]?.done()
  await settle()
  assert.deepEqual(
    calls.slice(2).map(({ tasks }) => tasks),
    [[5000], [5000]],
  )
})

test('a flight of many small invocations is no larger than another', async () => {
  const { calls, tell, settle } = createWorld()
  for (const task of numbers(1, 3000)) tell(task, [task])
  await settle()
  assert.deepEqual(
    calls.map(({ tasks }) => tasks.length),
    [512, 512, 512],
  )
})
