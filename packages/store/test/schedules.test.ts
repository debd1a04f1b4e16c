import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NewFires, NewSchedule, ScheduleRule, Store } from '@muster/core'
import { engines } from './support/engines.ts'
import { all, draft, invocation, pending } from './support/samples.ts'

const minutely: ScheduleRule = { kind: 'cron', expression: '* * * * *', zone: 'Asia/Shanghai' }
const minute = 60_000

const schedule = (over: Partial<NewSchedule> = {}): NewSchedule => ({
  accountId: 1,
  ownerId: 1,
  name: 'nightly',
  rule: minutely,
  overlap: 'skip',
  commandId: 1,
  instanceIds: [1, 2],
  userName: '',
  profile: 'plain',
  parameters: { who: '******' },
  sealedSecrets: new Uint8Array([1, 2]),
  tags: { team: 'a' },
  enabled: true,
  nextAt: minute,
  createdAt: 10,
  ...over,
})

const ran = (dueAt: number) => ({ dueAt, until: undefined, decision: 'ran', reason: 'on time' }) as const
const missed = (dueAt: number, until?: number) => ({ dueAt, until, decision: 'missed', reason: 'no server' }) as const

const fires = (id: number, dueAt: number, over: Partial<NewFires> = {}): NewFires => ({
  schedule: { id, accountId: 1, revision: 1 },
  dueAt,
  nextAt: dueAt + minute,
  left: [],
  start: { fire: ran(dueAt), invocation: invocation([pending(1)], { command: { id: 1 }, source: 'schedule' }) },
  at: dueAt + 5,
  ...over,
})

const one = async (store: Store) => {
  const [found] = (await store.listSchedules(1, {}, all)).items
  assert.ok(found)
  return found
}

for (const engine of engines) {
  const prepare = async (t: Parameters<typeof engine.open>[0], over: Partial<NewSchedule> = {}) => {
    const store = await engine.open(t)
    await store.createCommand({ accountId: 1, draft: draft(), at: 5 })
    return { store, id: (await store.createSchedule(schedule(over))).id }
  }
  const name = (text: string) => `${engine.name}: ${text}`

  test(name('a schedule comes back as it was given'), async (t) => {
    const { store, id } = await prepare(t)
    const found = await one(store)
    const { sealedSecrets, ...rest } = found
    assert.deepEqual([...(sealedSecrets ?? [])], [1, 2])
    const { sealedSecrets: _, ...given } = schedule()
    assert.deepEqual(rest, { ...given, id, lastInvocationId: undefined, revision: 1, updatedAt: 10 })
  })

  test(name('an account sees its own schedules and fires, newest first, by id, command and name'), async (t) => {
    const { store, id } = await prepare(t)
    const second = await store.createSchedule(schedule({ name: 'hourly', commandId: 7 }))
    await store.createSchedule(schedule({ accountId: 2 }))
    const ids = async (filter: Parameters<Store['listSchedules']>[1]) =>
      (await store.listSchedules(1, filter, all)).items.map((item) => item.id)
    assert.deepEqual(await ids({}), [second.id, id])
    assert.deepEqual(await ids({ ids: [id, 3] }), [id])
    assert.deepEqual(await ids({ commandIds: [7] }), [second.id])
    assert.deepEqual(await ids({ names: ['nightly'] }), [id])
    await store.recordFires(fires(id, minute))
    assert.equal((await store.listFires(2, { scheduleIds: [id] }, all)).total, 0)
    assert.equal((await store.listFires(1, { scheduleIds: [id] }, all)).total, 1)
  })

  test(name('only enabled schedules whose time has come are due, the longest waiting first'), async (t) => {
    const { store, id } = await prepare(t, { nextAt: 2 * minute })
    const early = await store.createSchedule(schedule({ nextAt: minute }))
    await store.createSchedule(schedule({ nextAt: minute, enabled: false }))
    await store.createSchedule(schedule({ nextAt: undefined }))
    const gone = await store.createSchedule(schedule({ nextAt: minute }))
    assert.equal(await store.deleteSchedule({ accountId: 1, id: gone.id, at: 20 }), true)
    assert.equal(await store.deleteSchedule({ accountId: 1, id: gone.id, at: 20 }), false)
    const due = async (at: number, limit = 9) => (await store.dueSchedules({ at, limit })).map((item) => item.id)
    assert.deepEqual(await due(minute - 1), [])
    assert.deepEqual(await due(2 * minute), [early.id, id])
    assert.deepEqual(await due(2 * minute, 1), [early.id])
    assert.equal(await store.nextFireTime(), minute)
  })

  test(name('of two servers that claim the same fire time, one starts it'), async (t) => {
    const { store, id } = await prepare(t)
    const answers = await Promise.all([store.recordFires(fires(id, minute)), store.recordFires(fires(id, minute))])
    assert.deepEqual(answers, [
      { recorded: true, invocationId: 1 },
      { recorded: false, invocationId: undefined },
    ])
    assert.equal((await store.listInvocations(1, {}, all)).total, 1)
    const [fire] = (await store.listFires(1, {}, all)).items
    assert.deepEqual(fire, {
      ...ran(minute), id: 1, accountId: 1, scheduleId: id, invocationId: 1, decidedAt: minute + 5,
    }) // biome-ignore format: one record
    const { nextAt, lastInvocationId } = await one(store)
    assert.deepEqual([nextAt, lastInvocationId], [2 * minute, 1])
  })

  test(name('a run is known to be going until all its tasks have ended'), async (t) => {
    const { store, id } = await prepare(t)
    await store.recordFires(fires(id, minute))
    const running = async () => (await store.dueSchedules({ at: 2 * minute, limit: 1 }))[0]?.running
    assert.equal(await running(), true)
    await store.cancelInvocation({ invocationId: 1, instanceIds: undefined, at: minute + 9 })
    assert.equal(await running(), false)
  })

  test(name('nothing fires from what was changed, disabled or deleted meanwhile'), async (t) => {
    const { store, id } = await prepare(t)
    await store.changeSchedule({ accountId: 1, id, change: { name: 'other' }, at: 30 })
    assert.equal((await store.recordFires(fires(id, minute))).recorded, false)
    const { name: changed, revision, nextAt, updatedAt } = await one(store)
    assert.deepEqual([changed, revision, nextAt, updatedAt], ['other', 2, minute, 30])
    await store.deleteSchedule({ accountId: 1, id, at: 40 })
    const late = fires(id, minute, { schedule: { id, accountId: 1, revision: 2 } })
    assert.equal((await store.recordFires(late)).recorded, false)
    assert.equal((await store.listInvocations(1, {}, all)).total, 0)
    await assert.rejects(store.changeSchedule({ accountId: 1, id, change: {}, at: 50 }), { name: 'ScheduleNotFound' })
  })

  test(name('a fire whose run cannot be stored leaves nothing behind'), async (t) => {
    const { store, id } = await prepare(t)
    const start = { fire: ran(minute), invocation: invocation([pending(1)], { command: { id: 99 } }) }
    await assert.rejects(store.recordFires(fires(id, minute, { left: [missed(0, minute)], start })), {
      name: 'CommandNotFound',
    })
    assert.equal((await store.listFires(1, {}, all)).total, 0)
    assert.equal((await one(store)).nextAt, minute)
  })

  test(name('what passed while a schedule was disabled is recorded when it is enabled'), async (t) => {
    const { store, id } = await prepare(t)
    await store.changeSchedule({ accountId: 1, id, change: { enabled: false }, at: 30 })
    assert.deepEqual(await store.dueSchedules({ at: 9 * minute, limit: 9 }), [])
    await store.changeSchedule({ accountId: 1, id, change: { enabled: true }, at: 5 * minute + 1 })
    const [fire] = (await store.listFires(1, {}, all)).items
    assert.deepEqual([fire?.dueAt, fire?.until, fire?.decision], [minute, 6 * minute, 'disabled'])
    assert.equal((await one(store)).nextAt, 6 * minute)
    await store.changeSchedule({ accountId: 1, id, change: { enabled: true }, at: 5 * minute + 2 })
    assert.equal((await store.listFires(1, {}, all)).total, 1, 'to enable what is enabled changes nothing')
  })

  test(name('a new rule starts anew, and settles what nobody had come to'), async (t) => {
    const { store, id } = await prepare(t)
    const rule: ScheduleRule = { kind: 'once', at: 9 * minute }
    await store.changeSchedule({ accountId: 1, id, change: { rule }, at: 2 * minute })
    const [fire] = (await store.listFires(1, {}, all)).items
    assert.deepEqual([fire?.dueAt, fire?.until, fire?.decision], [minute, 3 * minute, 'missed'])
    assert.equal((await one(store)).nextAt, 9 * minute)
  })

  test(name('a time is answered by the record of its minute, or by the one that stands for many'), async (t) => {
    const { store, id } = await prepare(t)
    const more = { left: [missed(minute, 5 * minute)], start: undefined, nextAt: 5 * minute }
    await store.recordFires(fires(id, minute, more))
    await store.recordFires(fires(id, 5 * minute))
    const at = async (time: number) =>
      (await store.listFires(1, { scheduleIds: [id], at: time }, all)).items.map(({ decision }) => decision)
    assert.deepEqual(await at(minute - 1), [])
    assert.deepEqual(await at(3 * minute), ['missed'])
    assert.deepEqual(await at(5 * minute + 59_000), ['ran'])
    assert.deepEqual(await at(6 * minute), [])
  })

  test(name('a command that a schedule uses is not deleted'), async (t) => {
    const { store, id } = await prepare(t)
    const remove = () => store.deleteCommands({ accountId: 1, ids: [1], at: 40 })
    await assert.rejects(remove(), { name: 'CommandScheduled' })
    await store.deleteSchedule({ accountId: 1, id, at: 30 })
    await remove()
  })

  test(name('the line of the audit log is stored with the fire'), async (t) => {
    const { store, id } = await prepare(t)
    const line = {
      accountId: 1, userId: undefined, accessKeyId: undefined, action: 'schedule:fire', requestId: 'ivk-1', source: '', at: 9,
    } // biome-ignore format: one line
    await store.audited(line).recordFires(fires(id, minute))
    assert.deepEqual((await store.listAudit(1, all)).items, [line])
  })
}
