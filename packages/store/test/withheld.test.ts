import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Store } from '@muster/core'
import { engines } from './support/engines.ts'
import { all, claimAll, enrol, finished, invocation, report, started } from './support/samples.ts'

const delayed = (instanceId: number) => ({ instanceId, state: 'delayed', cause: '' }) as const
const key = { accountId: 1, userName: 'ann', sealedSecret: new Uint8Array([1]), at: 1 }
const [own, temporary] = ['AKIDown', 'AKIDtemporary']

async function createKeys(store: Store): Promise<void> {
  await store.createAccessKey({ ...key, id: own, role: 'operator' })
  const short = { sealedToken: new Uint8Array([2]), expiresAt: 5000, parentId: own }
  await store.createAccessKey({ ...key, id: temporary, role: 'operator', temporary: short })
  await store.createAccessKey({ ...key, id: 'AKIDreader', role: 'reader' })
}

const disable = (id: string) => (store: Store) => store.disableAccessKey({ accountId: 1, id })
const nothing = async () => {}
const disableUser = (store: Store) => store.changeUser({ accountId: 1, name: 'ann', change: { enabled: false } })

const cases = [
  { what: 'whose key is as it was', by: own, meanwhile: nothing, cause: undefined },
  { what: 'whose key was disabled', by: own, meanwhile: disable(own), cause: /AKIDown was disabled/ },
  { what: 'whose temporary key still counts', by: temporary, meanwhile: nothing, cause: undefined },
  { what: 'whose temporary key has ended', by: temporary, meanwhile: nothing, at: 5000, cause: /AKIDtemporary has ended/ },
  { what: 'whose temporary key hung on a disabled one', by: temporary, meanwhile: disable(own), cause: /was disabled/ },
  { what: 'whose key is that of a reader by now', by: 'AKIDreader', meanwhile: nothing, cause: /has the role reader/ },
  { what: 'whose key is gone', by: 'AKIDgone', meanwhile: nothing, cause: /AKIDgone has ended/ },
  { what: 'whose user was disabled', by: own, meanwhile: disableUser, cause: /the user ann was disabled/ },
  { what: 'of a schedule whose owner was disabled', by: undefined, meanwhile: disableUser, cause: /user ann was disabled/ },
  { what: 'that no key asked for', by: undefined, meanwhile: disable(own), cause: undefined },
] // biome-ignore format: a table

for (const engine of engines)
  for (const { what, by, meanwhile, at = 3000, cause } of cases)
    test(`${engine.name}: a task ${what} is ${cause ? 'withheld' : 'sent'} when its host comes back`, async (t) => {
      const store = await engine.open(t)
      const [host = 0] = await enrol(store, 1)
      await createKeys(store)
      const { id } = await store.createInvocation(invocation([delayed(host)], { accessKeyId: by }))
      await meanwhile(store)
      const { assignments, withheld } = await store.claimTasks({ instances: [{ id: host, limit: 1 }], at })
      assert.deepEqual([assignments.length, withheld.length], cause ? [0, 1] : [1, 0])
      const [task] = (await store.listTasks(1, {}, all)).items
      assert.equal(task?.state, cause ? 'undelivered' : 'delivering')
      assert.match(task?.cause ?? '', cause ?? /^$/)
      const [whole] = (await store.listInvocations(1, { ids: [id] }, all)).items
      assert.deepEqual([whole?.counts.undelivered, whole?.endedAt], cause ? [1, at] : [0, undefined])
    })

for (const engine of engines) {
  test(`${engine.name}: of many that wait for a host only those are withheld that must be`, async (t) => {
    const store = await engine.open(t)
    const [host = 0] = await enrol(store, 1)
    await createKeys(store)
    for (const accessKeyId of [own, undefined, own, undefined])
      await store.createInvocation(invocation([delayed(host)], { accessKeyId }))
    await disable(own)(store)
    const claim = { instances: [{ id: host, limit: 3 }], at: 3000 }
    const first = await store.claimTasks(claim)
    assert.deepEqual(first.assignments.map(({ taskId }) => taskId), [2])
    assert.deepEqual(first.withheld, [
      { taskId: 1, invocationId: 1, instanceId: host, from: 'delayed', to: 'undelivered' },
      { taskId: 3, invocationId: 3, instanceId: host, from: 'delayed', to: 'undelivered' },
    ]) // biome-ignore format: a table
    assert.deepEqual((await store.claimTasks(claim)).assignments.map(({ taskId }) => taskId), [4])
  }) // biome-ignore format: short lists

  test(`${engine.name}: of what was sent already a disabled key stops nothing that runs, and lets nothing start`, async (t) => {
    const store = await engine.open(t)
    const [host = 0] = await enrol(store, 1)
    await createKeys(store)
    for (let n = 0; n < 2; n++) await store.createInvocation(invocation([delayed(host)], { accessKeyId: own }))
    await claimAll(store, [host])
    await report(store, host, [started(1)])
    await disable(own)(store)
    const open = await store.openAssignments([host], 3000)
    assert.deepEqual(
      open.map(({ taskId, state, startBy }) => [taskId, state, startBy]),
      [
        [1, 'running', 0],
        [2, 'delivering', 0],
      ],
    )
    await report(store, host, [finished(1, 0)])
    assert.equal((await store.listTasks(1, { ids: [1] }, all)).items[0]?.state, 'succeeded')
  })
}
