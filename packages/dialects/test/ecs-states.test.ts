import assert from 'node:assert/strict'
import test from 'node:test'
import { noCounts, type TaskState, taskStates } from '@muster/core'
import {
  errorCode,
  olderStatus,
  shownStates,
  wantedStatuses,
  wholeStatus,
  type wholeStatuses,
} from '../src/alibaba/ecs/states.ts'
import { openWorld } from './support/world.ts'

/** One state for each class that the documents know. */
const classes = ['pending', 'running', 'cancelling', 'succeeded', 'failed', 'terminated'] as const

/** Every mix of classes but none at all. */
const mixes: readonly (readonly TaskState[])[] = Array.from({ length: 2 ** classes.length - 1 }, (_, index) =>
  classes.filter((_, bit) => (index + 1) & (1 << bit)),
)
const countsOf = (states: readonly TaskState[]) => ({
  ...noCounts,
  ...Object.fromEntries(states.map((state) => [state, 1])),
})

/** The rule as the documents tell it. */
function documented(mix: readonly TaskState[]): string {
  const has = (state: TaskState) => mix.includes(state)
  if (has('pending')) return 'Pending'
  if (has('running')) return 'Running'
  if (has('cancelling')) return 'Stopping'
  if (has('failed')) return has('succeeded') ? 'PartialFailed' : 'Failed'
  return has('succeeded') ? 'Success' : 'Stopped'
}

test('the whole of an invocation is what the documents say of its parts', () => {
  for (const mix of mixes) assert.equal(wholeStatus(countsOf(mix)), documented(mix), mix.join())
})

test('each mix of parts is listed by its status, and by its older one, and by no other', async (t) => {
  const { store } = (await openWorld(t)).deps
  const how = {
    type: 'shell',
    content: Buffer.from('true'),
    timeoutSeconds: 60,
    workingDirectory: '',
    userName: '',
    delivery: { bucketUrl: '', keyPrefix: '' },
  } as const
  const ids = new Map<number, readonly TaskState[]>()
  for (const mix of mixes) {
    const { id } = await store.createInvocation({
      accountId: 1,
      command: 'script',
      commandName: 'a',
      userId: undefined,
      accessKeyId: undefined,
      description: '',
      source: 'user',
      instanceKind: 'cvm',
      tags: {},
      execution: { ...how, profile: 'login', termination: 'process', output: 'merged', repeat: undefined },
      parameters: undefined,
      defaultParameters: undefined,
      sealedSecrets: undefined,
      // The operation takes any state, though none but the first ones are ever stored so.
      tasks: mix.map((state) => ({ instanceIds: [1], state: state as 'pending', cause: '', dueAt: 0 })),
      createdAt: 1,
    })
    ids.set(id, mix)
  }
  for (const [status, counts] of wantedStatuses) {
    const { items } = await store.listInvocations(1, { counts }, { offset: 0, limit: 100 })
    const expected = [...ids].filter(([, mix]) => {
      const whole = documented(mix) as keyof typeof wholeStatuses
      // Running is a word of both generations: the older one means all that is not over.
      if (status === 'Running') return mix.includes('pending') || mix.includes('running')
      return whole === status || olderStatus[whole] === status
    })
    assert.deepEqual(
      items.map(({ id }) => id).sort((a, b) => a - b),
      expected.map(([id]) => id),
      status,
    )
  }
})

test('every end but a success, a failure of the script and a stop has a code that is documented', () => {
  const codes = new Set([
    ...['InstanceReleased', 'CommandNotApplicable', 'AccountNotExists', 'DirectoryNotExists', 'ClientNotRunning'],
    ...['ClientNotResponse', 'DeliveryTimeout', 'ExecutionTimeout', 'ExecutionException', 'ExecutionInterrupted'],
    'ExitCodeNonzero',
  ])
  for (const state of taskStates) {
    const code = errorCode({ state, cause: '', startedAt: undefined })
    const failed = shownStates[state].record === 'Failed'
    assert.equal(codes.has(code), failed, `${state} ${code}`)
  }
})

for (const [state, cause, startedAt, code] of [
  ['startFailed', 'user "nobody-here" does not exist on this host', undefined, 'AccountNotExists'],
  ['startFailed', 'the working directory "/x" does not exist on this host, or …', undefined, 'DirectoryNotExists'],
  ['startFailed', 'user "a" may not enter the working directory "/x"', undefined, 'DirectoryNotExists'],
  ['startFailed', 'the interpreter "/x" does not exist on this host', undefined, 'ExecutionException'],
  ['lost', 'the host did not report the end of the script', 1, 'ExecutionInterrupted'],
  ['lost', 'the host went away while the task was being delivered', undefined, 'ClientNotResponse'],
  ['undelivered', 'the host was removed', undefined, 'InstanceReleased'],
  ['undelivered', 'the host was not online, or had no room, in time', undefined, 'DeliveryTimeout'],
] as const)
  test(`${state} because ${cause} is ${code}`, () => {
    assert.equal(errorCode({ state, cause, startedAt }), code)
  })
