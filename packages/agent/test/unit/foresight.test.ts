import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AgentMessage, hashOf, leafOf, type SignedPlan } from '@muster/protocol/agent'
import { generateKeys } from '../../src/identity/keys.ts'
import { Desk } from '../../src/tasks/desk.ts'
import type { Journal } from '../../src/tasks/ports.ts'
import { createForesight, createProofChecker } from '../../src/tasks/proof.ts'
import { createSlices } from '../../src/tasks/slices.ts'
import { fakeExecutor } from '../support/fake-executor.ts'
import { handClock } from '../support/hand-clock.ts'
import { memoryJournal } from '../support/memory-journal.ts'
import { makePlan, signPlans } from '../support/plans.ts'

const instance = 'ins-test0001'
const [ours, stranger] = [generateKeys(), generateKeys()]
const signed = (sequence: number, { privateKey } = ours, script = 'true') =>
  signPlans([makePlan({ sequence }, script)], privateKey)

/** A desk for our server, and all that its executor is asked and the server is told. */
function setUp(looked: Promise<unknown> = Promise.resolve(), change: Partial<Journal> = {}) {
  const clock = handClock()
  const journal = memoryJournal()
  const seen: string[] = []
  const executor = fakeExecutor({ delayMs: 0, failureRate: 0, outputBytes: 0 }, () => 0.5, clock)
  const desk = new Desk({
    journal: { ...journal, ...change },
    executor: {
      ...executor,
      prepare: (plan) => {
        seen.push(`prepare ${Buffer.from(plan.script, 'base64')}`)
        return executor.prepare(plan)
      },
      launch: ({ sequence }) => void seen.push(`launch ${sequence}`),
      forget: async ({ sequence }) => void seen.push(`forget ${sequence}`),
    },
    log: { info: () => {}, warn: () => {} },
    clock,
    boot: '',
    timeZone: 'UTC',
    guard: () => () => undefined,
  })
  const send = (message: AgentMessage) => {
    if (message.type !== 'report') return
    for (const each of message.events) seen.push(each.event === 'refused' ? `refused ${each.code}` : each.event)
  }
  desk.connect({ send, ready: () => Promise.resolve() })
  const foresight = createForesight(ours.publicKey, instance)
  const look = async (delivery: readonly SignedPlan[]) => {
    const { over } = await foresight.look(delivery)
    return { over: Promise.all([over, looked]).then(() => {}) }
  }
  const check = createProofChecker(ours.publicKey, instance)
  const deliver = (tasks: SignedPlan[]) => desk.handle({ type: 'deliver', tasks }, check, { ...foresight, look })
  const stored = async () => (await journal.load()).specs.map(({ sequence }) => sequence)
  return { deliver, seen, stored }
}

test('a signature is looked at once for a slice, aside, and never again at the check', async () => {
  const asked: string[] = []
  const slices = createSlices({
    isSigned: () => assert.fail('it was to be known'),
    isSignedAside: async (root) => asked.push(root) > 0,
  })
  const plans = [1, 2, 3].map((sequence) => makePlan({ sequence }))
  for (const { head, work, proof } of signPlans(plans, generateKeys().privateKey)) {
    const leaf = leafOf(head, hashOf(work))
    await slices.proveAside(leaf, proof)
    assert.equal(slices.proves(leaf, proof), true)
  }
  assert.equal(asked.length, 1)
})

test('a task is made ready while its signature is looked at, and taken behind that', async () => {
  const looked = Promise.withResolvers<void>()
  const created = Promise.withResolvers<void>()
  const { deliver, seen } = setUp(looked.promise, {
    create: async (_, genuine) => {
      created.resolve()
      assert.equal(await genuine, true)
    },
  })
  const delivered = deliver(signed(1))
  await created.promise
  assert.deepEqual(seen, ['prepare true'])
  looked.resolve()
  await delivered
  assert.deepEqual(seen, ['prepare true', 'launch 1'])
})

test('of what another has signed nothing is left, and it is refused', async () => {
  const { deliver, seen, stored } = setUp()
  await deliver(signed(1, stranger))
  assert.deepEqual(seen, ['prepare true', 'forget 1', 'refused signature'])
  assert.deepEqual(await stored(), [])
})

test('beside what another has signed the rest is taken', async () => {
  const { deliver, seen, stored } = setUp()
  await deliver([...signed(1), ...signed(2, stranger)])
  assert.deepEqual(seen.slice(-3), ['refused signature', 'prepare true', 'launch 1'])
  assert.deepEqual(await stored(), [1])
})

test('what another has signed does not come in under the name of a task', async () => {
  const { deliver, seen } = setUp()
  await deliver([...signed(1, stranger, 'false'), ...signed(1)])
  assert.deepEqual(seen, ['refused signature', 'prepare true', 'launch 1'])
})

test('a task that is told again is not made ready again', async () => {
  const { deliver, seen } = setUp()
  await deliver(signed(1))
  await deliver(signed(1))
  assert.deepEqual(seen, ['prepare true', 'launch 1', 'accepted'])
})

test('what cannot be stored is refused once', async () => {
  const create = () => Promise.reject(new Error('no space'))
  const { deliver, seen } = setUp(undefined, { create })
  await deliver(signed(1))
  assert.deepEqual(seen, ['prepare true', 'forget 1', 'prepare true', 'forget 1', 'refused busy'])
})

test('nothing is asked about the container of a task before its signature is good', async () => {
  const { deliver, seen } = setUp()
  const container = { engine: 'docker', id: 'c0ffee', name: '' } as const
  await deliver(signPlans([makePlan({ sequence: 1, container })], stranger.privateKey))
  assert.deepEqual(seen, ['refused signature'])
})
