import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Plan, SignedPlan, TaskEvent } from '@muster/protocol/agent'
import { createSimulatedDesk } from '../../src/swarm/simulated-desk.ts'
import { Tally } from '../../src/swarm/tally.ts'
import type { Checked } from '../../src/tasks/proof.ts'
import { makePlan } from '../support/plans.ts'

/** A desk whose scripts end at once, or when they are let. */
function setUp(delayMs: number) {
  const timers: (() => void)[] = []
  const tally = new Tally()
  const clock = { now: () => 1000, after: (_: number, run: () => void) => void timers.push(run) }
  const behaviour = { delayMs, failureRate: 0, outputBytes: 5 }
  const desk = createSimulatedDesk({ behaviour, chance: () => 0.5, clock, tally })
  const told: (readonly TaskEvent[])[] = []
  const line = {
    send: (message: { type: string; events?: readonly TaskEvent[] }) => void told.push(message.events ?? []),
    ready: () => Promise.resolve(),
  }
  const deliver = (...plans: readonly Plan[]) => {
    const waiting = [...plans]
    const check = (): Checked => ({ kind: 'plan', plan: waiting.shift() ?? assert.fail('one check for each plan') })
    const tasks = plans.map((): SignedPlan => ({ head: makePlan({ sequence: 1 }), work: Buffer.alloc(0), proof }))
    return desk.handle({ type: 'deliver', tasks }, check)
  }
  const settle = (settled: number | null, ...sequences: readonly number[]) => {
    const tasks = sequences.map((sequence) => ({ sequence, attempt: 1, offset: 5, done: true }))
    return desk.handle({ type: 'acknowledge', tasks, settled }, () => assert.fail('nothing to check'))
  }
  const names = () => told.map((events) => events.map(({ event, sequence }) => `${event} ${sequence}`))
  return { desk, line, timers, tally, deliver, settle, names }
}

const proof = { index: 0, count: 1, path: '', signature: '' }

test('tasks that come together and end at once are told in one message', async () => {
  const { desk, line, deliver, names } = setUp(0)
  desk.connect(line)
  await deliver(makePlan({ sequence: 1 }), makePlan({ sequence: 2 }))
  assert.deepEqual(names(), [['output 1', 'finished 1', 'output 2', 'finished 2']])
})

test('a task that is delivered again is told again and does not start again', async () => {
  const { desk, line, deliver, names, tally, timers } = setUp(10)
  desk.connect(line)
  await deliver(makePlan({ sequence: 1 }))
  await deliver(makePlan({ sequence: 1 }))
  for (const run of timers) run()
  assert.deepEqual(names(), [['started 1'], ['started 1'], ['output 1', 'finished 1']])
  assert.deepEqual([tally.started, tally.again], [1, 0])
})

test('a new line is told what the server does not hold, and what has settled is refused', async () => {
  const { desk, line, deliver, settle, names } = setUp(0)
  desk.connect(line)
  await deliver(makePlan({ sequence: 1 }), makePlan({ sequence: 2 }))
  await settle(null, 1)
  desk.connect(undefined)
  desk.connect(line)
  assert.deepEqual(names().at(-1), ['output 2', 'finished 2'])
  await settle(2, 2)
  await deliver(makePlan({ sequence: 2 }))
  assert.deepEqual(names().at(-1), ['refused 2'])
})

test('a cancel ends what runs, and what was never delivered', async () => {
  const { desk, line, deliver, names, timers } = setUp(10)
  desk.connect(line)
  await deliver(makePlan({ sequence: 1 }))
  const tasks = [1, 2].map((sequence) => ({ sequence, attempt: 1 }))
  await desk.handle({ type: 'cancel', tasks }, () => assert.fail('nothing to check'))
  for (const run of timers) run()
  assert.deepEqual(names(), [['started 1'], ['output 1', 'finished 1'], ['finished 2']])
})
