import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type NewTerminal, terminalLimits } from '@muster/core'
import { engines } from './support/engines.ts'

const draft = (changes: Partial<NewTerminal> = {}): NewTerminal => ({
  ...{ accountId: 1, userId: 1, userName: 'ann', accessKeyId: 'AKID', instanceId: 7, hostUser: '', commandLine: '' },
  ...{ tokenUntil: 1_000, createdAt: 10 },
  ...changes,
})
const all = { offset: 0, limit: 1000 }

for (const engine of engines) {
  test(`${engine.name}: a token counts once, and not after its time`, async (t) => {
    const store = await engine.open(t)
    const { id } = await store.createTerminal(draft())
    const late = await store.createTerminal(draft())
    const taking = { id, clientIp: '10.0.0.1', at: 1_000 }
    const taken = await Promise.all([
      store.takeTerminal(taking),
      store.takeTerminal({ ...taking, clientIp: '10.0.0.2' }),
    ])
    assert.deepEqual(
      taken.map((terminal) => terminal?.clientIp),
      ['10.0.0.1', undefined],
    )
    assert.equal(await store.takeTerminal({ ...taking, id: late.id, at: 1_001 }), undefined)
  })

  test(`${engine.name}: a terminal goes through its states and no others`, async (t) => {
    const store = await engine.open(t)
    const { id } = await store.createTerminal(draft())
    assert.equal(await store.moveTerminal({ id, to: 'disconnected', at: 20 }), false)
    assert.equal(await store.moveTerminal({ id, to: 'connected', at: 20 }), true)
    assert.equal(
      await store.moveTerminal({ id, to: 'terminated', detail: 'why', exitCode: 3, recorded: 9, at: 30 }),
      true,
    )
    assert.equal(await store.moveTerminal({ id, to: 'failed', at: 40 }), false)
    const { items } = await store.listTerminals(1, { instanceIds: [7] }, all)
    const [{ state, detail, exitCode, recorded, connectedAt, endedAt } = { state: undefined }] = items
    assert.deepEqual([state, detail, exitCode, recorded, connectedAt, endedAt], ['terminated', 'why', 3, 9, 20, 30])
    assert.equal((await store.listTerminals(2, {}, all)).total, 0)
  })

  test(`${engine.name}: a host and an account have so many at once`, async (t) => {
    const store = await engine.open(t)
    const made = await Promise.all(
      Array.from({ length: terminalLimits.ofInstance }, () => store.createTerminal(draft())),
    )
    await assert.rejects(store.createTerminal(draft()), { name: 'QuotaUsedUp' })
    await store.moveTerminal({ id: made[0]?.id ?? 0, to: 'terminated', at: 20 })
    await store.createTerminal(draft())
    for (let instanceId = 100; instanceId < 180; instanceId++) await store.createTerminal(draft({ instanceId }))
    await assert.rejects(store.createTerminal(draft({ instanceId: 99 })), { name: 'QuotaUsedUp' })
    await store.createTerminal(draft({ accountId: 2, instanceId: 99 }))
  })

  test(`${engine.name}: what nobody came for, and what a stopped server had, ends; old ones go but the newest`, async (t) => {
    const store = await engine.open(t)
    const [unused, open, newest] = await Promise.all([
      store.createTerminal(draft({ tokenUntil: 50 })),
      store.createTerminal(draft()),
      store.createTerminal(draft()),
    ])
    for (const { id } of [open, newest]) await store.takeTerminal({ id, clientIp: '', at: 20 })
    await store.moveTerminal({ id: open.id, to: 'connected', at: 30 })
    await store.endTerminals({ of: 'unused', at: 51 })
    await store.endTerminals({ of: 'stopped server', at: 60 })
    const { items } = await store.listTerminals(1, {}, all)
    assert.deepEqual(
      items.map(({ state, closedReason }) => [state, closedReason]),
      [
        ['failed', 'AgentSocketClosed'],
        ['disconnected', 'AgentSocketClosed'],
        ['failed', 'DeliveryTimeout'],
      ],
    )
    assert.deepEqual(await store.pruneTerminals({ before: 60, limit: 10 }), [unused.id])
    assert.deepEqual(await store.pruneTerminals({ before: 61, limit: 10 }), [open.id])
    assert.equal((await store.listTerminals(1, {}, all)).total, 1)
  })
}
