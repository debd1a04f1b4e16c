import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cancelInvocation, limits, type TaskState } from '@muster/core'
import { sweep } from '../../src/sweep/sweep.ts'
import { enrolHost, startRun } from './runs.ts'
import { caller, openWorld, type Peer, type World } from './world.ts'

const read = async ({ deps }: World) =>
  (await deps.store.listTasks(1, {}, { offset: 0, limit: 1 })).items[0] ?? assert.fail('there is a task')

async function stateBecomes(world: World, state: TaskState) {
  while ((await read(world)).state !== state) await new Promise((resolve) => setImmediate(resolve))
}

const started = (peer: Peer, { clock }: World) =>
  peer.send({ type: 'report', events: [{ event: 'started', sequence: 1, attempt: 1, at: clock.at }] })

const cancel = (world: World) => cancelInvocation(world.deps, caller, 1, undefined)

/** How a task gets into each open state, on a host that is away from then on. */
const ways: Readonly<Record<string, { readonly reach: (world: World) => Promise<void>; readonly end: TaskState }>> = {
  delayed: {
    reach: async (world) => {
      await enrolHost(world)
      await startRun(world.deps, { waitSeconds: 7200 })
    },
    end: 'cancelled',
  },
  pending: {
    reach: async (world) => {
      await enrolHost(world)
      // As the record has it until it is noticed that the line is dead.
      const connections = [{ id: 1, epoch: 1, facts: undefined }]
      await world.deps.store.connectInstances({ connections, at: world.clock.at })
      await startRun(world.deps, 'fail')
    },
    end: 'cancelled',
  },
  delivering: {
    reach: async (world) => {
      const peer = await (await enrolHost(world)).come()
      await world.onRecord()
      await startRun(world.deps, 'fail')
      world.hub.deliver([1])
      await peer.receive()
      await peer.leave()
    },
    end: 'lost',
  },
  running: {
    reach: async (world) => {
      const peer = await (await enrolHost(world)).come()
      await world.onRecord()
      await startRun(world.deps, 'fail')
      world.hub.deliver([1])
      await peer.receive()
      started(peer, world)
      await stateBecomes(world, 'running')
      await peer.leave()
    },
    end: 'lost',
  },
}

for (const [state, { reach, end }] of Object.entries(ways))
  test(`a cancel of a task that is ${state} has ended it within a minute, though its host is away and it is asked twice`, async (t) => {
    const world = await openWorld(t)
    await reach(world)
    assert.equal((await read(world)).state, state)
    const at = world.clock.at
    await cancel(world)
    world.clock.at = at + limits.cancelGraceMs - 1
    await sweep(world.deps, 0)
    assert.equal((await read(world)).state, end === 'cancelled' ? 'cancelled' : 'cancelling')
    await cancel(world)
    world.clock.at = at + limits.cancelGraceMs
    await sweep(world.deps, 0)
    const ended = await read(world)
    assert.equal(ended.state, end)
    assert.match(ended.cause, end === 'lost' ? /did not answer the cancel/ : /before it was sent/)
    await cancel(world)
    assert.deepEqual(await read(world), ended, 'a cancel of what has ended changes nothing')
  })

for (const [when, ms, state] of [
  ['within the minute', limits.cancelGraceMs - 1, 'succeeded'],
  ['after it', limits.cancelGraceMs, 'lost'],
] as const)
  test(`a host that was cancelled while away and comes back ${when} with the true end: the task is ${state}`, async (t) => {
    const world = await openWorld(t)
    const host = await enrolHost(world)
    const first = await host.come()
    await world.onRecord()
    await startRun(world.deps, 'fail')
    world.hub.deliver([1])
    await first.receive()
    await first.leave()
    await cancel(world)
    world.clock.at += ms
    await sweep(world.deps, 0)
    const second = await host.come()
    const { at } = world.clock
    const end = { sequence: 1, attempt: 1, at, startedAt: at, size: 0, dropped: 0, cause: '' } as const
    second.send({ type: 'report', events: [{ event: 'finished', ...end, outcome: 'exited', exitCode: 0 }] })
    while ((await second.receive()).type !== 'acknowledge');
    assert.equal((await read(world)).state, state)
    await second.leave()
  })
