import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type CommandFilter, MusterError } from '@muster/core'
import { engines } from './support/engines.ts'
import { all, draft, invocation, pending } from './support/samples.ts'

for (const engine of engines) {
  test(`${engine.name}: a command comes back as it was stored`, async (t) => {
    const store = await engine.open(t)
    const given = draft({ tags: { env: 'prod' } })
    const { id } = await store.createCommand({ accountId: 1, draft: given, at: 7 })
    const { items } = await store.listCommands(1, { ids: [id] }, all)
    const rest = { id, accountId: 1, createdBy: 'user', saved: true, createdAt: 7, updatedAt: 7 }
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
    const taken = (error: unknown) => error instanceof MusterError && error.name === 'CommandNameTaken'
    await assert.rejects(store.createCommand({ accountId: 1, draft: draft(), at: 1 }), taken)
    const saved = invocation([pending(1)], { command: { draft: draft(), saved: true } })
    await assert.rejects(store.createInvocation(saved), taken)
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
}
