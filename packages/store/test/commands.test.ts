import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CommandFilter, type ErrorName, MusterError, quotas } from '@muster/core'
import { engines } from './support/engines.ts'
import { all, draft, invocation, pending } from './support/samples.ts'

const refused = (name: ErrorName) => (error: unknown) => error instanceof MusterError && error.name === name

for (const engine of engines) {
  test(`${engine.name}: a command comes back as it was stored`, async (t) => {
    const store = await engine.open(t)
    const given = draft({ tags: { env: 'prod' } })
    const { id } = await store.createCommand({ accountId: 1, draft: given, at: 7 })
    const { items } = await store.listCommands(1, { ids: [id] }, all)
    const rest = { id, accountId: 1, createdBy: 'user', scenes: [], saved: true, createdAt: 7, updatedAt: 7 }
    assert.deepEqual(
      { ...items[0], content: [...(items[0]?.content ?? [])] },
      { ...given, content: [...given.content], ...rest },
    )
  })

  test(`${engine.name}: a name is taken once in an account, by saved commands only`, async (t) => {
    const store = await engine.open(t)
    await store.createInvocation(invocation([pending(1)]))
    await store.createCommand({ accountId: 1, draft: draft(), at: 1 })
    await store.createCommand({ accountId: 2, draft: draft(), at: 1 })
    await store.createInvocation(invocation([pending(1)]))
    await assert.rejects(store.createCommand({ accountId: 1, draft: draft(), at: 1 }), refused('CommandNameTaken'))
    const saved = invocation([pending(1)], { command: { draft: draft() } })
    await assert.rejects(store.createInvocation(saved), refused('CommandNameTaken'))
    assert.equal((await store.listCommands(1, {}, all)).total, 1)
    assert.equal((await store.listInvocations(1, {}, all)).total, 2)
  })

  test(`${engine.name}: commands are filtered, newest first, in pages with a total`, async (t) => {
    const store = await engine.open(t)
    const drafts = [
      draft({ name: 'a', tags: { env: 'prod', tier: 'web' } }),
      draft({ name: 'b', type: 'powershell', tags: { env: 'test' } }),
      draft({ name: 'c', tags: { tier: 'prod' } }),
    ]
    for (const one of drafts) await store.createCommand({ accountId: 1, draft: one, at: 1 })
    const names = async (filter: CommandFilter, page = all) => {
      const { total, items } = await store.listCommands(1, filter, page)
      return [total, ...items.map(({ name }) => name)]
    }
    assert.deepEqual(await names({}), [3, 'c', 'b', 'a'])
    assert.deepEqual(await names({}, { offset: 1, limit: 1 }), [3, 'b'])
    assert.deepEqual(await names({}, { offset: 0, limit: 0 }), [3])
    assert.deepEqual(await names({ ids: [] }), [0])
    assert.deepEqual(await names({ names: ['a', 'b'], types: ['shell'] }), [1, 'a'])
    assert.deepEqual(await names({ createdBy: ['muster'] }), [0])
    assert.deepEqual(await names({ tags: [{ keys: ['env'] }] }), [2, 'b', 'a'])
    assert.deepEqual(await names({ tags: [{ values: ['prod'] }] }), [2, 'c', 'a'])
    assert.deepEqual(await names({ tags: [{ keys: ['env'], values: ['prod', 'test'] }] }), [2, 'b', 'a'])
    assert.deepEqual(await names({ tags: [{ keys: ['env'] }, { keys: ['tier'] }] }), [1, 'a'])
  })

  test(`${engine.name}: a command is changed by whoever read it last, and only in its account`, async (t) => {
    const store = await engine.open(t)
    const { id } = await store.createCommand({ accountId: 1, draft: draft(), at: 1 })
    await store.createCommand({ accountId: 1, draft: draft({ name: 'other' }), at: 1 })
    const change = (over: Parameters<typeof draft>[0], readAt: number, accountId = 1) =>
      store.modifyCommand({ accountId, id, draft: draft(over), readAt, at: readAt + 1 })
    assert.equal(await change({ name: 'stolen' }, 1, 2), false)
    assert.equal(await change({ name: 'new', tags: { env: 'prod' } }, 1), true)
    assert.equal(await change({ name: 'late' }, 1), false)
    await assert.rejects(change({ name: 'other' }, 2), refused('CommandNameTaken'))
    const { items } = await store.listCommands(1, { ids: [id] }, all)
    assert.deepEqual([items[0]?.name, items[0]?.tags, items[0]?.updatedAt], ['new', { env: 'prod' }, 2])
  })

  test(`${engine.name}: commands are deleted all or none, and not while one runs`, async (t) => {
    const store = await engine.open(t)
    const { id: idle } = await store.createCommand({ accountId: 1, draft: draft({ name: 'idle' }), at: 1 })
    const { id: busy } = await store.createCommand({ accountId: 1, draft: draft({ name: 'busy' }), at: 1 })
    const { id: foreign } = await store.createCommand({ accountId: 2, draft: draft(), at: 1 })
    const run = invocation([pending(1)], { command: { id: busy } })
    const { id: running } = await store.createInvocation(run)
    const remove = (...ids: readonly number[]) => store.deleteCommands({ accountId: 1, ids, at: 5 })
    await assert.rejects(remove(idle, busy), refused('CommandRunning'))
    await assert.rejects(remove(idle, foreign), refused('CommandNotFound'))
    assert.equal((await store.listCommands(1, {}, all)).total, 2)
    await store.cancelInvocation({ invocationId: running, instanceIds: undefined, at: 6 })
    await remove(idle, busy)
    assert.equal((await store.listCommands(1, {}, all)).total, 0)
    await assert.rejects(store.createInvocation(run), refused('CommandNotFound'))
    assert.equal((await store.listInvocations(1, { commandIds: [busy] }, all)).total, 1)
  })

  test(`${engine.name}: public commands are everyone's to run and nobody's to change`, async (t) => {
    const store = await engine.open(t)
    const library = (...names: readonly string[]) =>
      store.ensurePublicCommands({
        commands: names.map((name) => ({ draft: draft({ name, description: `about ${name}` }), scenes: [3] })),
        at: 9,
      })
    await library('a', 'b')
    const first = await store.listCommands(1, {}, all)
    await library('b', 'c')
    const { items } = await store.listCommands(2, { createdBy: ['muster'], scenes: [3, 4] }, all)
    assert.deepEqual(items.map(({ name, scenes }) => [name, scenes]).sort(), [
      ['b', [3]],
      ['c', [3]],
    ])
    const b = first.items.find(({ name }) => name === 'b')?.id ?? 0
    assert.ok(
      items.some(({ id }) => id === b),
      'what stays keeps its id',
    )
    await assert.rejects(store.deleteCommands({ accountId: 1, ids: [b], at: 1 }), refused('CommandReadOnly'))
    assert.equal(await store.modifyCommand({ accountId: 1, id: b, draft: draft(), readAt: 9, at: 10 }), false)
    await store.createInvocation(invocation([pending(1)], { command: { id: b } }))
    await store.createCommand({ accountId: 1, draft: draft({ name: 'b' }), at: 1 })
  })

  test(`${engine.name}: an account holds so many commands and no more`, async (t) => {
    const store = await engine.open(t)
    const create = (n: number) => store.createCommand({ accountId: 1, draft: draft({ name: `c${n}` }), at: 1 })
    await Promise.all(Array.from({ length: quotas.commands }, (_, n) => create(n)))
    await assert.rejects(create(-1), refused('QuotaUsedUp'))
    await store.createInvocation(invocation([pending(1)]))
  })
}
