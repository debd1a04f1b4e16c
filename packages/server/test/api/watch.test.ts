import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Report } from '@muster/core'
import type { InvocationEvent } from '@muster/protocol/api'
import type { CallContext } from '../../src/api/context.ts'
import { readInvocation } from '../../src/api/handlers/invocations.ts'
import { watchInvocation } from '../../src/api/watch.ts'
import { createBus } from '../../src/events/bus.ts'
import { enrolHost, startRun } from '../gateway/runs.ts'
import { caller, openWorld } from '../gateway/world.ts'

/** A run on one host, which is there. */
async function startWatchable(t: TestContext) {
  const world = await openWorld(t)
  const bus = createBus()
  const host = await enrolHost(world)
  const peer = await host.come()
  await world.onRecord()
  const { id } = await startRun(world.deps, 'fail')
  const context = { deps: world.deps, caller, bus } as unknown as CallContext
  return { world, bus, peer, id, context }
}

test('whoever may not watch any more is told nothing more', async (t) => {
  const { bus, peer, id, context } = await startWatchable(t)
  const sent: string[] = []
  const send = async ({ event }: InvocationEvent) => {
    sent.push(event)
    bus.publish({ kind: 'output', invocationId: id, instanceId: 1, offset: 0, data: Buffer.from('more') })
  }
  const mayGoOn = async () => {
    if (sent.length > 0) throw new Error('its key was disabled')
  }
  const watching = watchInvocation(context, id, { send, mayGoOn }, new AbortController().signal)
  await assert.rejects(watching, /its key was disabled/)
  assert.deepEqual(sent, ['progress'])
  await peer.leave()
})

test('what the same call has started is told first, and soon, also where nothing follows', async (t) => {
  const { peer, id, context } = await startWatchable(t)
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const gone = new AbortController()
  const sent: string[] = []
  const send = async ({ event }: InvocationEvent) => {
    if (sent.push(event) === 2) gone.abort()
  }
  const started = await readInvocation(context, id)
  const watching = watchInvocation(context, id, { send, mayGoOn: async () => {}, started }, gone.signal)
  assert.deepEqual(sent, [])
  t.mock.timers.tick(20)
  await watching
  assert.deepEqual(sent, ['started', 'progress'])
  t.mock.timers.reset()
  await peer.leave()
})

test('what the same call has started is told by a server that stops at once, too', async (t) => {
  const { peer, id, context } = await startWatchable(t)
  const gone = new AbortController()
  const sent: string[] = []
  const send = async ({ event }: InvocationEvent) => void sent.push(event)
  const started = await readInvocation(context, id)
  const watching = watchInvocation(context, id, { send, mayGoOn: async () => {}, started }, gone.signal)
  gone.abort()
  await watching
  assert.deepEqual(sent, ['started'])
  await peer.leave()
})

test('the end of a run on one host is told with no pause', async (t) => {
  const { world, bus, peer, id, context } = await startWatchable(t)
  const { store, clock } = world.deps
  const { assignments } = await store.claimTasks({ instances: [{ id: 1, limit: 1 }], at: clock.now() })
  const [{ taskId, instanceId } = assert.fail('nothing was claimed')] = assignments
  // No timer ends from here on.
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const sent: string[] = []
  const times = { at: clock.now(), startedAt: clock.now() }
  const report: Report = {
    kind: 'finished',
    taskId,
    ...times,
    outcome: 'exited',
    exitCode: 0,
    size: 0,
    dropped: 0,
    cause: '',
  }
  const send = async ({ event }: InvocationEvent) => {
    if (sent.push(event) > 1) return
    await store.recordReports({ reports: [{ instanceId, report }], at: clock.now() })
    bus.publishMoves([{ taskId, invocationId: id, instanceId, from: 'delivering', to: 'succeeded' }])
  }
  await watchInvocation(context, id, { send, mayGoOn: async () => {} }, new AbortController().signal)
  assert.deepEqual(sent, ['progress', 'task', 'progress', 'end'])
  t.mock.timers.reset()
  await peer.leave()
})
