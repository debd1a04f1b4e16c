import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  beijing,
  createCommand,
  createSchedule,
  fireDue,
  modifyCommand,
  modifySchedule,
  type ScheduleDraft,
  type ScheduleRule,
  switchSchedule,
} from '@muster/core'
import { caller, openWorld, withStore } from './support/world.ts'

const at = (text: string) => Date.parse(`2026-11-22T${text}+08:00`)
const nightly: ScheduleRule = { kind: 'cron', expression: '30 2 * * *', zone: beijing }
const grace = 900_000
const all = { offset: 0, limit: 100 }

async function openScheduled(t: TestContext, over: Partial<ScheduleDraft> = {}) {
  const world = await openWorld(t, at('01:00'))
  const { deps, clock, commandId, instances } = world
  const { id } = await createSchedule(deps, caller, {
    name: 'nightly', rule: nightly, overlap: 'skip', commandId, instances, userName: '', profile: 'plain',
    parameters: undefined, tags: {}, away: 'fail', ...over,
  }) // biome-ignore format: one draft
  const fire = async (now: number) => {
    clock.at = now
    await fireDue(deps, grace, 100)
    return (await deps.store.listFires(1, {}, all)).items
  }
  return { ...world, id, fire }
}

test('a fire starts an invocation of its schedule, and the gateways are told', async (t) => {
  const { deps, id, fire, nudged, instances } = await openScheduled(t, { userName: 'deploy', profile: 'login' })
  assert.deepEqual(await fire(at('02:29:59')), [])
  const [fired] = await fire(at('02:30'))
  assert.deepEqual([fired?.scheduleId, fired?.decision, fired?.dueAt], [id, 'ran', at('02:30')])
  const { items } = await deps.store.listInvocations(1, {}, all)
  assert.equal(items.length, 1)
  assert.equal(items[0]?.id, fired?.invocationId)
  assert.equal(items[0]?.source, 'schedule')
  assert.deepEqual([items[0]?.execution.userName, items[0]?.execution.profile], ['deploy', 'login'])
  assert.deepEqual(
    nudged,
    instances.map((instance) => instance.id),
  )
  const [audit] = (await deps.store.listAudit(1, all)).items
  assert.deepEqual([audit?.action, audit?.requestId], ['schedule:fire', deps.nativeIds.format('schedule', id)])
})

test('hosts that are away get a minute to come back', async (t) => {
  const { deps, fire } = await openScheduled(t)
  await deps.store.disconnectInstances({ ids: 'all' })
  await fire(at('02:30'))
  const [task] = (await deps.store.listTasks(1, {}, all)).items
  assert.deepEqual([task?.state, task?.dueAt], ['delayed', at('02:31')])
})

test('a command that was deleted is refused with its reason, and the next day is another', async (t) => {
  const { deps, fire } = await openScheduled(t)
  const gone = withStore(deps, () => ({ listCommands: async () => ({ total: 0, items: [] }) }))
  const tomorrow = at('02:30') + 86_400_000
  await fireDue({ ...gone, clock: { now: () => at('02:30') } }, grace, 10)
  const [fired] = (await deps.store.listFires(1, {}, all)).items
  assert.equal(fired?.decision, 'refused')
  assert.match(fired?.reason ?? '', /^Its command was deleted/)
  assert.equal((await deps.store.listInvocations(1, {}, all)).total, 0)
  assert.equal((await fire(tomorrow))[0]?.decision, 'ran')
})

test('instances that are gone are named in the reason, and none left is a refusal', async (t) => {
  const { deps, id, fire, instances } = await openScheduled(t)
  const ids = instances.map((instance) => instance.id)
  await deps.store.changeSchedule({ accountId: 1, id, change: { instanceIds: [...ids, 77] }, at: at('01:10') })
  assert.equal((await fire(at('02:30')))[0]?.reason, 'on time; 1 of its 2 instances no longer exists')
  await deps.store.changeSchedule({
    accountId: 1,
    id,
    change: { instanceIds: [77], overlap: 'start' },
    at: at('03:00'),
  })
  const [fired] = await fire(at('02:30') + 86_400_000)
  assert.equal(fired?.decision, 'refused')
  assert.match(fired?.reason ?? '', /^None of its instances/)
})

test('parameters are checked when a schedule is made, changed and fired; secrets lie sealed', async (t) => {
  const world = await openWorld(t, at('01:00'))
  const { deps, instances, clock } = world
  const content = Buffer.from('echo {{who}} {{tat-hidden:pw}}')
  const { id: commandId } = await createCommand(deps, caller, {
    name: 'greet', description: '', type: 'shell', content, timeoutSeconds: 60, workingDirectory: '', userName: '',
    parametersEnabled: true, parameterDefaults: [{ name: 'who', value: 'you', description: '' }],
    delivery: { bucketUrl: '', keyPrefix: '' }, tags: {},
  }) // biome-ignore format: one draft
  const draft = {
    name: 'greet', rule: nightly, overlap: 'skip', commandId, instances, userName: '', profile: 'plain', tags: {}, away: 'skip',
  } as const // biome-ignore format: one draft
  await assert.rejects(createSchedule(deps, caller, { ...draft, parameters: undefined }), { name: 'ParametersMissing' })
  const { id } = await createSchedule(deps, caller, { ...draft, parameters: { pw: 's3cret' } })
  await modifySchedule(deps, caller, id, { name: 'hello', away: 'skip' })
  const [stored] = (await deps.store.listSchedules(1, {}, all)).items
  assert.deepEqual([stored?.name, stored?.parameters], ['hello', { pw: '******' }])
  clock.at = at('02:30')
  await fireDue(deps, grace, 10)
  const [run] = (await deps.store.listInvocations(1, {}, all)).items
  assert.deepEqual(run?.parameters, { who: 'you', pw: '******' })
  assert.equal(Buffer.from(run?.sealedSecrets ?? []).toString(), '{"pw":"s3cret"}')
})

test('a secret is not brought out by a script that shows it, nor lost by writing back its mask', async (t) => {
  const { deps, instances, clock } = await openWorld(t, at('01:00'))
  const make = async (name: string, script: string) => {
    const draft = {
      name, description: '', type: 'shell', content: Buffer.from(script), timeoutSeconds: 60, workingDirectory: '', userName: '',
      parametersEnabled: true, parameterDefaults: [], delivery: { bucketUrl: '', keyPrefix: '' }, tags: {},
    } as const // biome-ignore format: one draft
    return (await createCommand(deps, caller, draft)).id
  }
  const hides = await make('hides', 'echo {{tat-hidden:pw}}')
  const shows = await make('shows', 'echo {{pw}}')
  const { id } = await createSchedule(deps, caller, {
    name: 'n', rule: nightly, overlap: 'start', commandId: hides, instances, userName: '', profile: 'plain', tags: {},
    parameters: { pw: 's3cret' }, away: 'skip',
  }) // biome-ignore format: one draft
  await assert.rejects(modifySchedule(deps, caller, id, { commandId: shows, away: 'skip' }), {
    name: 'ParameterMissing',
  })
  await modifySchedule(deps, caller, id, { parameters: { pw: '******' }, away: 'skip' })
  await fireAt(at('02:30'))
  const [run] = (await deps.store.listInvocations(1, {}, all)).items
  assert.equal(Buffer.from(run?.sealedSecrets ?? []).toString(), '{"pw":"s3cret"}')

  await modifyCommand(deps, caller, hides, { content: Buffer.from('echo {{pw}}') })
  const [fired] = await fireAt(at('02:30') + 86_400_000)
  assert.deepEqual([fired?.decision, fired?.reason], ['refused', 'The command needs a value for: pw.'])

  async function fireAt(now: number) {
    clock.at = now
    await fireDue(deps, grace, 10)
    return (await deps.store.listFires(1, {}, all)).items
  }
})

test('a schedule that is off does not fire, and tells why when it is on again', async (t) => {
  const { deps, id, fire, clock } = await openScheduled(t)
  await switchSchedule(deps, caller, id, 'disabled')
  assert.deepEqual(await fire(at('02:30')), [])
  clock.at = at('09:00')
  await switchSchedule(deps, caller, id, 'enabled')
  const [fired] = await fire(at('09:01'))
  assert.deepEqual(
    [fired?.decision, fired?.dueAt, fired?.reason],
    ['disabled', at('02:30'), 'the schedule was disabled'],
  )
})

test('one that cannot be stored does not keep the others from starting', async (t) => {
  const { deps, fire, commandId, instances } = await openScheduled(t)
  const draft = {
    name: 'b', rule: nightly, overlap: 'skip', commandId, instances, userName: '', profile: 'plain', parameters: undefined,
    tags: {}, away: 'fail',
  } as const // biome-ignore format: one draft
  await createSchedule(deps, caller, draft)
  const faulty = withStore(deps, (store) => ({
    recordFires: (fires) => (fires.schedule.id === 1 ? Promise.reject(new Error('disk')) : store.recordFires(fires)),
  }))
  await assert.rejects(fireDue({ ...faulty, clock: { now: () => at('02:30') } }, grace, 10), /disk/)
  assert.deepEqual(
    (await deps.store.listFires(1, {}, all)).items.map(({ scheduleId }) => scheduleId),
    [2],
  )
  assert.deepEqual(
    (await fire(at('02:31'))).map(({ scheduleId }) => scheduleId),
    [1, 2],
  )
})
