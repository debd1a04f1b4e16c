import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AgentMessage,
  askedFor,
  type Plan,
  type SignedPlan,
  type TaskEvent,
  type Work,
} from '@muster/protocol/agent'
import { generateKeys } from '../../src/identity/keys.ts'
import { runningLimit } from '../../src/tasks/admission.ts'
import { Desk } from '../../src/tasks/desk.ts'
import type { Executor } from '../../src/tasks/ports.ts'
import type { Checked } from '../../src/tasks/proof.ts'
import { fakeExecutor } from '../support/fake-executor.ts'
import { handClock, turns } from '../support/hand-clock.ts'
import { memoryJournal } from '../support/memory-journal.ts'
import { makePlan, signPlans } from '../support/plans.ts'

const { privateKey } = generateKeys()

const check = (signed: SignedPlan): Checked => ({
  kind: 'plan',
  plan: { ...signed.head, ...(JSON.parse(String(signed.work)) as Work) },
})

function setUp(delayMs: number, change: (executor: Executor) => Executor = (executor) => executor) {
  const clock = handClock()
  const executor = change(fakeExecutor({ delayMs, failureRate: 0, outputBytes: 5 }, () => 0.5, clock))
  const log = { info: () => {}, warn: () => {} }
  const journal = memoryJournal()
  const desk = new Desk({ journal, executor, log, clock, boot: '', timeZone: 'UTC', guard: () => () => undefined })
  const reports: TaskEvent[][] = []
  const line = {
    send: (message: AgentMessage) => {
      if (message.type === 'report') reports.push([...message.events])
    },
    ready: () => Promise.resolve(),
  }
  const deliver = (plans: readonly Plan[]) =>
    desk.handle({ type: 'deliver', tasks: signPlans(plans, privateKey) }, check)
  const names = () => reports.map((events) => events.map(({ event }) => event))
  return { clock, desk, line, reports, deliver, names, journal }
}

test('a script that ends at once is told in one message', async () => {
  const { clock, desk, line, deliver, names } = setUp(20)
  desk.connect(line)
  await deliver([makePlan({ sequence: 1 })])
  await clock.pass(20)
  assert.deepEqual(names(), [['output', 'finished']])
})

test('a script that takes longer is told started while it runs', async () => {
  const { clock, desk, line, deliver, names } = setUp(1000)
  desk.connect(line)
  await deliver([makePlan({ sequence: 1 })])
  await clock.pass(49)
  assert.deepEqual(names(), [])
  await clock.pass(1)
  assert.deepEqual(names(), [['started']])
  await clock.pass(1000)
  assert.deepEqual(names(), [['started'], ['output', 'finished']])
})

test('many tasks share messages', async () => {
  const { clock, desk, line, deliver, reports } = setUp(0)
  desk.connect(line)
  await deliver(Array.from({ length: 100 }, (_, index) => makePlan({ sequence: index + 1 })))
  for (let round = 0; round < 20; round++) await clock.pass(1)
  assert.equal(reports.flat().filter(({ event }) => event === 'finished').length, 100)
  assert.ok(reports.length < 10, `${reports.length} messages`)
})

test('what ended while the line was down is told on the next one', async () => {
  const { clock, desk, line, deliver, names } = setUp(1000)
  desk.connect(line)
  await deliver([makePlan({ sequence: 1 })])
  desk.connect(undefined)
  await clock.pass(1000)
  assert.deepEqual(names(), [])
  desk.connect(line)
  await turns()
  assert.deepEqual(names(), [['output', 'finished']])
})

test('output goes on from what the server holds', async () => {
  const { clock, desk, line, deliver, reports } = setUp(1000)
  desk.connect(line)
  await deliver([makePlan({ sequence: 1 })])
  await clock.pass(1000)
  await desk.handle(
    { type: 'acknowledge', tasks: [{ sequence: 1, attempt: 1, offset: 3, done: false }], settled: null },
    check,
  )
  desk.connect(line)
  await turns()
  const offsets = reports.flat().flatMap((event) => (event.event === 'output' ? [event.offset] : []))
  assert.deepEqual(offsets, [0, 3])
})

test('output that cannot be read is told when it can be', async () => {
  let trouble = 2
  const { clock, desk, line, deliver, names } = setUp(0, (executor) => ({
    ...executor,
    read: async (...place) => {
      if (trouble-- > 0) throw new Error('the disk has a bad sector')
      return executor.read(...place)
    },
  }))
  desk.connect(line)
  await deliver([makePlan({ sequence: 1 })])
  await clock.pass(100)
  assert.deepEqual(names(), [])
  await clock.pass(2000)
  assert.deepEqual(names(), [['output', 'finished']])
})

test('what the server holds to its end is not told again, unless it asks', async () => {
  const { clock, desk, line, deliver, names } = setUp(0)
  desk.connect(line)
  await deliver([makePlan({ sequence: 1 })])
  await clock.pass(0)
  await desk.handle(
    { type: 'acknowledge', tasks: [{ sequence: 1, attempt: 1, offset: 5, done: true }], settled: null },
    check,
  )
  const told = names().length
  desk.connect(line)
  await turns()
  assert.equal(names().length, told)
  await deliver([makePlan({ sequence: 1 })])
  await turns()
  assert.deepEqual(names().slice(told), [['finished']])
})

test('what has ended is put away once for all that came in a second', async () => {
  const { clock, desk, line, deliver, names, journal } = setUp(0)
  desk.connect(line)
  await deliver([makePlan({ sequence: 1 }), makePlan({ sequence: 2 })])
  await clock.pass(0)
  for (const sequence of [1, 2]) {
    const tasks = [{ sequence, attempt: 1, offset: 5, done: true }]
    await desk.handle({ type: 'acknowledge', tasks, settled: sequence }, check)
  }
  const stored = async () => {
    const { settled, specs } = await journal.load()
    return { settled, sequences: specs.map(({ sequence }) => sequence) }
  }
  assert.deepEqual(await stored(), { settled: 0, sequences: [1, 2] })
  await clock.pass(1000)
  assert.deepEqual(await stored(), { settled: 2, sequences: [] })
  const told = names().length
  await deliver([makePlan({ sequence: 2 })])
  assert.deepEqual(names().slice(told), [['refused']])
})

test('more tasks than an agent runs at once are refused as busy, and taken later', async () => {
  const { clock, desk, line, deliver, reports } = setUp(1000)
  desk.connect(line)
  const plans = Array.from({ length: runningLimit + 2 }, (_, index) => makePlan({ sequence: index + 1 }))
  await deliver(plans)
  const refused = reports.flat().flatMap((event) => (event.event === 'refused' ? [[event.sequence, event.code]] : []))
  assert.deepEqual(refused, [
    [runningLimit + 1, 'busy'],
    [runningLimit + 2, 'busy'],
  ])
  for (let round = 0; round < 20; round++) await clock.pass(1000)
  await deliver(plans.slice(-2))
  for (let round = 0; round < 5; round++) await clock.pass(1000)
  assert.equal(reports.flat().filter(({ event }) => event === 'finished').length, runningLimit + 2)
})

test('a task that is only asked for is refused where it is unknown, and told where it is known', async () => {
  const { desk, line, reports, deliver, clock } = setUp(1000)
  desk.connect(line)
  await deliver([makePlan({ sequence: 1 })])
  await deliver([makePlan({ sequence: 1, deliverBy: askedFor }), makePlan({ sequence: 2, deliverBy: askedFor })])
  await clock.pass(100)
  assert.deepEqual(
    reports.flat().map((each) => [each.event, each.sequence, 'code' in each ? each.code : '']),
    [
      ['refused', 2, 'expired'],
      ['started', 1, ''],
    ],
  )
})
