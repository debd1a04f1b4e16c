import assert from 'node:assert/strict'
import { test } from 'node:test'
import { enrolHost, startRun } from './runs.ts'
import { openWorld } from './world.ts'

const all = { offset: 0, limit: 100 }

test('a task that stays goes to its host, holds no place there, and its firings are kept and acknowledged', async (t) => {
  const world = await openWorld(t)
  const { deps, hub, clock, onRecord } = world
  const host = await enrolHost(world)
  const first = await host.come()
  await onRecord()
  await startRun(deps, 'fail', {
    repeat: { rule: { kind: 'rate', seconds: 60, from: clock.at }, text: 'rate(60s)' },
    overrides: { timeoutSeconds: 30 },
  })
  hub.deliver([1])
  const delivery = await first.receive()
  assert.equal(delivery.type, 'deliver')
  const work = delivery.type === 'deliver' ? JSON.parse(String(delivery.tasks[0]?.work)) : {}
  assert.deepEqual(work.repeat, { rule: { kind: 'rate', seconds: 60, from: clock.at }, revision: 1 })
  first.send({ type: 'report', events: [{ event: 'started', sequence: 1, attempt: 1, at: clock.at }] })
  assert.deepEqual(await first.receive(), {
    type: 'acknowledge',
    tasks: [{ sequence: 1, attempt: 1, offset: 0, done: false }],
    settled: 1,
  })

  const end = {
    at: clock.at,
    startedAt: clock.at,
    outcome: 'exited',
    exitCode: 0,
    size: 2,
    dropped: 0,
    cause: '',
  } as const
  const firing = (attempt: number) =>
    [
      { event: 'output', sequence: 1, attempt, offset: 0, data: Buffer.from('ok') },
      { event: 'finished', sequence: 1, attempt, ...end },
    ] as const
  // Told before its script has started: neither over nor unknown.
  first.send({ type: 'report', events: [{ event: 'accepted', sequence: 1, attempt: 2 }] })
  first.send({ type: 'report', events: [...firing(2), ...firing(3)] })
  const held = (attempt: number) => ({ sequence: 1, attempt, offset: 2, done: true })
  assert.deepEqual(await first.receive(), { type: 'acknowledge', tasks: [held(2), held(3)], settled: null })
  await first.leave()

  const second = await host.come()
  assert.equal((await second.receive()).type, 'deliver')
  second.send({ type: 'report', events: [...firing(3), ...firing(4)] })
  assert.deepEqual(await second.receive(), { type: 'acknowledge', tasks: [held(3), held(4)], settled: null })
  const { items } = await deps.store.listFirings([1], all)
  assert.deepEqual(
    items.map(({ number, state }) => [number, state]),
    [
      [3, 'succeeded'],
      [2, 'succeeded'],
      [1, 'succeeded'],
    ],
  )
  await second.leave()
})

test('what fires on its hosts delivers no whole outputs, whatever its command says: no firing has room for one', async (t) => {
  const world = await openWorld(t)
  const { deps, hub, onRecord } = world
  const peer = await (await enrolHost(world)).come()
  await onRecord()
  await startRun(deps, 'fail', {
    repeat: { rule: { kind: 'everyBoot' }, text: '' },
    overrides: { delivery: { bucketUrl: 'https://logs.example.org', keyPrefix: '' } },
  })
  hub.deliver([1])
  const delivery = await peer.receive()
  const work = delivery.type === 'deliver' ? JSON.parse(String(delivery.tasks[0]?.work)) : {}
  assert.equal(work.outputLimit, 24_576)
  await peer.leave()
})

test('a host that fires for a task which is over is told to stop it', async (t) => {
  const world = await openWorld(t)
  const { deps, hub, clock, onRecord } = world
  const host = await enrolHost(world)
  const first = await host.come()
  await onRecord()
  await startRun(deps, 'fail', { repeat: { rule: { kind: 'everyBoot' }, text: '' } })
  hub.deliver([1])
  assert.equal((await first.receive()).type, 'deliver')
  first.send({ type: 'report', events: [{ event: 'started', sequence: 1, attempt: 1, at: clock.at }] })
  await first.receive()
  await first.leave()
  await deps.store.cancelInvocation({ invocationId: 1, instanceIds: undefined, at: clock.at })
  clock.at += 600_000
  assert.equal((await deps.store.expireTasks({ at: clock.at, limit: 1 }))[0]?.to, 'lost')
  const second = await host.come()
  second.send({ type: 'report', events: [{ event: 'started', sequence: 1, attempt: 2, at: clock.at }] })
  const answers = [await second.receive(), await second.receive()]
  assert.deepEqual(
    answers.find(({ type }) => type === 'cancel'),
    { type: 'cancel', tasks: [{ sequence: 1, attempt: 1 }] },
  )
  await second.leave()
})
