import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CommandFilter, InvocationFilter, TaskFilter } from '@muster/core'
import { engines } from './support/engines.ts'
import { all, draft, enrol, invocation, pending } from './support/samples.ts'

for (const engine of engines) {
  test(`${engine.name}: commands are found by parts of their texts, taken as they are`, async (t) => {
    const store = await engine.open(t)
    for (const name of ['100%_a', '100 a', 'b\\'])
      await store.createCommand({ accountId: 1, draft: draft({ name, description: `about ${name}` }), at: 1 })
    const names = async (filter: CommandFilter) =>
      (await store.listCommands(1, filter, all)).items.map(({ name }) => name)
    assert.deepEqual(await names({ name: { text: '100', at: 'start' } }), ['100 a', '100%_a'])
    assert.deepEqual(await names({ name: { text: '100%', at: 'start' } }), ['100%_a'])
    assert.deepEqual(await names({ name: { text: '_a', at: 'end' } }), ['100%_a'])
    assert.deepEqual(await names({ name: { text: '\\', at: 'end' } }), ['b\\'])
    assert.deepEqual(await names({ name: { text: '0', at: 'anywhere' } }), ['100 a', '100%_a'])
    assert.deepEqual(await names({ name: { text: '100', at: 'whole' } }), [])
    assert.deepEqual(await names({ description: { text: 'out b', at: 'anywhere' } }), ['b\\'])
    const [newest] = (await store.listCommands(1, {}, all)).items
    assert.deepEqual(await names({ upTo: (newest?.id ?? 0) - 1 }), ['100 a', '100%_a'])
  })

  test(`${engine.name}: invocations and their tasks are found by tags, instances, counts and place`, async (t) => {
    const store = await engine.open(t)
    const [one = 0, two = 0] = await enrol(store, 2)
    const make = async (instances: readonly number[], over: object) =>
      (await store.createInvocation(invocation(instances.map(pending), over))).id
    const a = await make([one], { tags: { team: 'a', tier: 'web' } })
    const b = await make([one, two], { tags: { team: 'b' }, commandName: 'other' })
    const c = await make([two], {})
    await store.cancelInvocation({ invocationId: c, instanceIds: undefined, at: 1 })

    const found = async (filter: InvocationFilter) =>
      (await store.listInvocations(1, filter, all)).items.map(({ id }) => id)
    assert.deepEqual(await found({ tags: [{ keys: ['team'] }] }), [b, a])
    assert.deepEqual(await found({ tags: [{ keys: ['team'], values: ['a'] }, { keys: ['tier'] }] }), [a])
    assert.deepEqual(await found({ instanceIds: [two] }), [c, b])
    assert.deepEqual(await found({ commandNames: ['other'] }), [b])
    assert.deepEqual(await found({ types: ['bat'] }), [])
    assert.deepEqual(await found({ counts: [{ states: ['pending', 'running'], are: 'none' }] }), [c])
    assert.deepEqual(await found({ counts: [{ states: ['cancelled'], are: 'none' }], upTo: a }), [a])
    const [first] = (await store.listInvocations(1, { ids: [a] }, all)).items
    assert.deepEqual(first?.tags, { team: 'a', tier: 'web' })
    assert.deepEqual((await store.findRuns(1, [b])).get(b)?.tags, { team: 'b' })

    const tasks = async (filter: TaskFilter) =>
      (await store.listTasks(1, filter, all)).items.map(({ invocationId, instanceId }) => [invocationId, instanceId])
    const tagged = { invocationTags: [{ keys: ['team'] }] }
    const inB = [
      [b, one],
      [b, two],
    ]
    assert.deepEqual(await tasks(tagged), [...inB, [a, one]])
    assert.deepEqual(await tasks({ ...tagged, instanceIds: [two] }), [[b, two]])
    assert.deepEqual(await tasks({ upToInvocation: b }), [...inB, [a, one]])
    assert.deepEqual(await tasks({ upToInvocation: b, instanceIds: [two] }), [[b, two]])
    assert.deepEqual(await tasks({ upToInvocation: b, invocationIds: [b, c] }), inB)
  })

  test(`${engine.name}: runs of a command are counted for each account`, async (t) => {
    const store = await engine.open(t)
    const { id } = await store.createCommand({ accountId: 1, draft: draft(), at: 1 })
    const [one = 0] = await enrol(store, 1)
    for (const _ of [1, 2]) await store.createInvocation(invocation([pending(one)], { command: { id } }))
    assert.deepEqual(await store.countInvocations(1, [id, id + 1]), new Map([[id, 2]]))
    assert.deepEqual(await store.countInvocations(2, [id]), new Map())
  })
}
