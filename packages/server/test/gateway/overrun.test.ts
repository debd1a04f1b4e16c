import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CommandDraft, type Deps, limits, startInvocation } from '@muster/core'
import { connectPeer, createHost, openWorld } from './world.ts'

const caller = { accountId: 1, userId: 1, userName: 'ann', role: 'administrator', accessKeyId: 'AKID' } as const

async function startOnAll(deps: Deps) {
  const { items } = await deps.store.listInstances(1, {}, { offset: 0, limit: 1 })
  const draft: CommandDraft = {
    name: '',
    description: '',
    type: 'shell',
    content: Buffer.from('sleep 300'),
    timeoutSeconds: 300,
    workingDirectory: '',
    userName: '',
    parametersEnabled: false,
    parameterDefaults: [],
    delivery: { bucketUrl: '', keyPrefix: '' },
    tags: {},
  }
  return startInvocation(deps, caller, {
    command: { draft, saved: false },
    instances: items,
    parameters: undefined,
    away: 'fail',
    source: 'user',
    profile: 'plain',
    termination: 'processTree',
    output: 'merged',
    overrides: {},
  })
}

test('a script that its record has given up is stopped when its agent comes back and says that it runs', async (t) => {
  const { deps, hub, port, clock, onRecord, enrolment } = await openWorld(t)
  const host = createHost()
  const first = await connectPeer(port)
  const nonces = await host.greet(first)
  const registered = await host.register(first, nonces, await enrolment(1))
  const instance = registered.type === 'registered' ? registered.instance : ''
  await host.connect(first, nonces, instance, 0)
  first.send({ type: 'ready', epoch: 1 })
  await onRecord()

  const { id } = await startOnAll(deps)
  hub.deliver([1])
  assert.equal((await first.receive()).type, 'deliver')
  await first.leave()
  await deps.store.cancelInvocation({ invocationId: id, instanceIds: undefined, at: clock.at })
  clock.at += limits.cancelGraceMs
  assert.equal((await deps.store.expireTasks({ at: clock.at, limit: 1 }))[0]?.to, 'lost')

  const second = await connectPeer(port)
  await host.connect(second, await host.greet(second), instance, 1)
  second.send({ type: 'ready', epoch: 2 })
  second.send({ type: 'report', events: [{ event: 'started', sequence: 1, attempt: 1, at: clock.at }] })
  const answers = [await second.receive(), await second.receive()]
  assert.deepEqual(
    answers.find(({ type }) => type === 'cancel'),
    { type: 'cancel', tasks: [{ sequence: 1, attempt: 1 }] },
  )

  const end = {
    event: 'finished',
    sequence: 1,
    attempt: 1,
    at: clock.at,
    startedAt: clock.at,
    size: 0,
    dropped: 0,
  } as const
  second.send({ type: 'report', events: [{ ...end, outcome: 'terminated', exitCode: 143, cause: '' }] })
  assert.equal((await second.receive()).type, 'acknowledge')
  await second.leave()
})
