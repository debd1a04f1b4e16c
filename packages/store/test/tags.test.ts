import assert from 'node:assert/strict'
import { test } from 'node:test'
import { maxTags, type TaggedKind, usualSettings } from '@muster/core'
import { engines } from './support/engines.ts'
import { all, draft, enrol, invocation, pending, registerCode } from './support/samples.ts'

for (const engine of engines) {
  test(`${engine.name}: tags of each kind change by themselves, of all or of none`, async (t) => {
    const store = await engine.open(t)
    const [instance = 0] = await enrol(store, 1)
    const command = await store.createCommand({ accountId: 1, draft: draft({ tags: { a: '1', b: '2' } }), at: 10 })
    const { id: run } = await store.createInvocation(invocation([pending(instance)]))
    const code = await store.createRegisterCode(registerCode())
    const change = (kind: TaggedKind, ids: readonly number[], accountId = 1) =>
      store.changeTags({ accountId, kind, ids, set: { a: 'x', c: '3' }, remove: ['b'], at: 10 })
    const tagsOf: Readonly<Record<TaggedKind, () => Promise<unknown>>> = {
      command: async () => (await store.listCommands(1, { ids: [command.id] }, all)).items[0]?.tags,
      instance: async () => (await store.listInstances(1, { ids: [instance] }, all)).items[0]?.tags,
      invocation: async () => (await store.listInvocations(1, { ids: [run] }, all)).items[0]?.tags,
      registerCode: async () => (await store.listRegisterCodes(1, { ids: [code.id] }, all)).items[0]?.tags,
    }
    const things = { command: command.id, instance, invocation: run, registerCode: code.id } as const
    for (const [kind, id] of Object.entries(things) as [TaggedKind, number][]) {
      await assert.rejects(change(kind, [id], 2), { name: 'TaggedNotFound' })
      await assert.rejects(change(kind, [id, 999]), { name: 'TaggedNotFound' })
      await change(kind, [id, id])
      assert.deepEqual(await tagsOf[kind](), { a: 'x', c: '3' }, kind)
    }
    const { items } = await store.listCommands(1, { ids: [command.id] }, all)
    assert.equal(items[0]?.updatedAt, 11, 'a change that was read before is refused')
  })

  test(`${engine.name}: a thing has so many tags and no more`, async (t) => {
    const store = await engine.open(t)
    const ids = await enrol(store, 1)
    const set = (tags: Readonly<Record<string, string>>) =>
      store.changeTags({ accountId: 1, kind: 'instance', ids, set: tags, remove: [], at: 10 })
    await set(Object.fromEntries(Array.from({ length: maxTags }, (_, n) => [`k${n}`, ''])))
    await assert.rejects(set({ more: '' }), { name: 'TagsTooMany' })
    await set({ k0: 'other' })
  })

  test(`${engine.name}: settings are of one account, each by itself`, async (t) => {
    const store = await engine.open(t)
    assert.deepEqual(await store.findSettings(1), usualSettings)
    const delivery = { enabled: true, bucketUrl: 'oss://logs', keyPrefix: 'a' }
    await store.saveSettings({ accountId: 1, change: { delivery, sessions: { enabled: false } }, at: 10 })
    await store.saveSettings({ accountId: 1, change: { sessions: { enabled: true } }, at: 11 })
    assert.deepEqual(await store.findSettings(1), { ...usualSettings, delivery })
    assert.deepEqual(await store.findSettings(2), usualSettings)
  })
}
