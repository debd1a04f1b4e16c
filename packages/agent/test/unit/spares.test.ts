import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { noCgroups } from '../../src/execute/cgroups.ts'
import type { Prepared } from '../../src/execute/helper.ts'
import { openScratch } from '../../src/execute/scratch.ts'
import { Spares } from '../../src/execute/spares.ts'
import { tasksFolder } from '../../src/tasks/disk-journal.ts'
import { deadSpec } from '../../src/tasks/spec.ts'
import { handClock } from '../support/hand-clock.ts'
import { makePlan } from '../support/plans.ts'
import { until } from '../support/until.ts'

const ready: Prepared = {
  tag: '1-1',
  keeper: { pid: 1, start: '1' },
  waits: () => true,
  go: () => {},
  hasHeard: () => true,
  close: () => {},
}

/** With a helper that has an executor ready, or cannot make it, when it is told so. */
async function setUp(t: { after: (clean: () => Promise<void>) => void }) {
  const data = mkdtempSync(join(tmpdir(), 'muster-spares-'))
  mkdirSync(tasksFolder(data))
  const log = { info: () => {}, warn: () => {} }
  const scratch = await openScratch('unit-test-spares', data, log)
  const made: PromiseWithResolvers<Prepared>[] = []
  const prepare = () => {
    const one = Promise.withResolvers<Prepared>()
    made.push(one)
    return one.promise
  }
  const helper = { prepare, close: () => {} }
  const clock = handClock()
  const spares = new Spares({ data, helper, cgroups: noCgroups, scratch, clock, log })
  t.after(async () => {
    spares.close()
    await scratch.close()
    rmSync(data, { recursive: true })
  })
  return { spares, data, scratch, clock, isAsked: (index = 0) => until('the helper to be asked', () => made[index]) }
}

const keepFor = (spares: Spares, sequence: number) => spares.keep(makePlan({ sequence }), 'script')

test('tasks that come while an executor is being made wait for it, and one of them has it', async (t) => {
  const { spares, isAsked } = await setUp(t)
  spares.refill()
  const kept = [keepFor(spares, 1), keepFor(spares, 2)]
  const asked = await isAsked()
  asked.resolve(ready)
  const [first, second] = await Promise.all(kept)
  assert.ok(first?.place)
  assert.equal(second, undefined)
})

test('a task whose executor could not be made waits for none', async (t) => {
  const { spares, isAsked } = await setUp(t)
  spares.refill()
  const kept = keepFor(spares, 1)
  const asked = await isAsked()
  asked.reject(new Error('no pipe could be made'))
  assert.equal(await kept, undefined)
})

test('nothing is left of an executor that could not be made', async (t) => {
  const { spares, data, scratch, isAsked } = await setUp(t)
  const place = { folder: join(data, 'place'), fill: async () => true, close: t.mock.fn() }
  mkdirSync(place.folder)
  t.mock.method(scratch, 'reserve', () => place)
  spares.refill()
  const kept = keepFor(spares, 1)
  const asked = await isAsked()
  asked.reject(new Error('no pipe could be made'))
  await kept
  assert.deepEqual(readdirSync(tasksFolder(data)), [])
  assert.equal(existsSync(place.folder), false)
  assert.equal(place.close.mock.callCount(), 1)
})

test('nothing is left of a task that could not be written down', async (t) => {
  const { spares, data, isAsked } = await setUp(t)
  spares.refill()
  const asked = await isAsked()
  asked.resolve(ready)
  const kept = await keepFor(spares, 1)
  const dead = deadSpec(makePlan({ sequence: 1 }), 'task-1', 'boot', { outcome: 'cancelled', cause: '', at: 0 })
  const spare = spares.take({ ...dead, cookie: kept?.cookie ?? '' })
  const own = spares.take({ ...dead, cookie: '' })
  for (const draft of [spare, own]) {
    draft.fill()
    draft.drop()
  }
  assert.deepEqual(readdirSync(tasksFolder(data)), [])
})

test('an executor whose task cannot be written down is told to leave', async (t) => {
  const { spares, isAsked } = await setUp(t)
  const close = t.mock.fn()
  const dead = deadSpec(makePlan({ sequence: 1 }), 'task-1', 'boot', { outcome: 'cancelled', cause: '', at: 0 })
  const prepared = spares.prepare(dead)
  const asked = await isAsked()
  asked.resolve({ ...ready, close })
  await assert.rejects(prepared, { code: 'ENOENT' })
  assert.equal(close.mock.callCount(), 1)
})

test('a task does not wait for ever: it is accepted where no executor can be made', async (t) => {
  const { spares, clock, isAsked } = await setUp(t)
  spares.refill()
  await isAsked()
  const kept = keepFor(spares, 1)
  await clock.pass(200)
  assert.equal(await kept, undefined)
})

test('a task that wants another executor than most waits for none', async (t) => {
  const { spares, isAsked } = await setUp(t)
  spares.refill()
  assert.equal(await spares.keep(makePlan({ sequence: 1, output: 'split' }), 'script'), undefined)
  const asked = await isAsked()
  asked.resolve(ready)
})

test('one pause does not slow the task behind it: the next executor is made as soon as for those before', async (t) => {
  const { spares, clock, isAsked } = await setUp(t)
  const dead = deadSpec(makePlan({ sequence: 1 }), 'task-1', 'boot', { outcome: 'cancelled', cause: '', at: 0 })
  const startAfter = async (ms: number) => {
    await clock.pass(ms)
    spares.refillAfterStart(dead)
  }
  await startAfter(10_000)
  await startAfter(100)
  await clock.pass(25)
  const first = await isAsked()
  first.resolve(ready)
  const kept = await keepFor(spares, 1)
  spares.take({ ...dead, cookie: kept?.cookie ?? '' })
  await startAfter(1_000)
  await clock.pass(25)
  const second = await isAsked(1)
  second.resolve(ready)
})
