import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Act, rememberedMs } from '@muster/core'
import { engines } from './support/engines.ts'
import { all, draft } from './support/samples.ts'

const act = (over: Partial<Act> = {}): Act => ({ accountId: 1, action: 'make', token: 't', hash: 'h', at: 10, ...over })

for (const engine of engines) {
  test(`${engine.name}: an act is done once, and its result is kept beside its token`, async (t) => {
    const store = await engine.open(t)
    const command = (name: string) => ({ accountId: 1, draft: draft({ name }), at: 10 })
    const made = await store.once(act()).createCommand(command('a'))
    assert.deepEqual(await store.findAct(act()), { hash: 'h', result: made, sealedSecret: undefined })
    await assert.rejects(store.once(act()).createCommand(command('b')), { name: 'ActInProgress' })
    await assert.rejects(store.once(act({ hash: 'other' })).createCommand(command('b')), { name: 'ActInProgress' })
    assert.equal((await store.listCommands(1, {}, all)).total, 1)
  })

  test(`${engine.name}: a secret that an act gives lies sealed beside its result`, async (t) => {
    const store = await engine.open(t)
    const sealedSecret = Buffer.from([1, 2, 3])
    await store.once(act({ sealedSecret })).createCommand({ accountId: 1, draft: draft(), at: 10 })
    assert.deepEqual(Buffer.from((await store.findAct(act()))?.sealedSecret ?? []), sealedSecret)
    const range = { from: Buffer.from([1]), before: Buffer.from([2]), limit: 10 }
    const [{ kind, place } = {}] = await store.listSealed(range)
    assert.deepEqual([kind, place], ['act', 'act 1'])
  })

  test(`${engine.name}: an act that fails leaves no token`, async (t) => {
    const store = await engine.open(t)
    await store.createCommand({ accountId: 1, draft: draft(), at: 10 })
    await assert.rejects(store.once(act()).createCommand({ accountId: 1, draft: draft(), at: 10 }), {
      name: 'CommandNameTaken',
    })
    assert.equal(await store.findAct(act()), undefined)
    await store.once(act()).createCommand({ accountId: 1, draft: draft(), naming: 'free', at: 10 })
    assert.equal((await store.listCommands(1, {}, all)).total, 2)
  })

  test(`${engine.name}: of two at once one acts`, async (t) => {
    const store = await engine.open(t)
    const make = (name: string) => store.once(act()).createCommand({ accountId: 1, draft: draft({ name }), at: 10 })
    const answers = await Promise.allSettled([make('a'), make('b')])
    assert.deepEqual(answers.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  })

  test(`${engine.name}: a token is of one account and action, and is forgotten after a day`, async (t) => {
    const store = await engine.open(t)
    const make = (name: string, over: Partial<Act>) =>
      store.once(act(over)).createCommand({ accountId: 1, draft: draft({ name }), at: 10 })
    await make('a', {})
    await make('b', { accountId: 2 })
    await make('c', { action: 'other' })
    await make('d', { token: 'u' })
    assert.notEqual(await store.findAct(act({ at: 9 + rememberedMs })), undefined)
    assert.equal(await store.findAct(act({ at: 10 + rememberedMs })), undefined)
    await make('e', { at: 10 + rememberedMs })
    // The others were forgotten with it.
    assert.equal(await store.findAct(act({ token: 'u' })), undefined)
  })
}
