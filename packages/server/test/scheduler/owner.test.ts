import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Caller, createSchedule, fireDue, modifySchedule, type Policy } from '@muster/core'
import { caller, openWorld } from './support/world.ts'

const at = (text: string) => Date.parse(`2026-11-22T${text}Z`)
const all = { offset: 0, limit: 100 }
const everything: Policy = { actions: ['*'], instances: ['*'], commands: ['*'], users: ['*'] }

test('a schedule fires with the rights that its owner has at that time', async (t) => {
  const { deps, clock, commandId, instances } = await openWorld(t, at('01:00:00'))
  const { store } = deps
  const bob = await store.createUser({ accountId: 1, name: 'bob', policy: everything, at: 0 })
  const eve = await store.createUser({ accountId: 1, name: 'eve', policy: undefined, at: 0 })
  const as = (user: typeof bob): Caller => ({ ...caller, userId: user.id, userName: user.name, policy: user.policy })
  const { id } = await createSchedule(deps, as(bob), {
    name: 'hourly', rule: { kind: 'rate', seconds: 3600, from: at('00:30:00') }, overlap: 'start', commandId, instances,
    userName: '', profile: 'plain', parameters: undefined, tags: {}, away: 'fail',
  }) // biome-ignore format: one draft
  const fire = async (now: number) => {
    clock.at = now
    await fireDue(deps, 900_000, 100)
    const [last] = (await store.listFires(1, {}, all)).items
    return [last?.decision, last?.reason]
  }
  assert.equal((await fire(at('01:30:00')))[0], 'ran')
  assert.equal((await store.listInvocations(1, {}, all)).items[0]?.userId, bob.id)

  await store.changeUser({ accountId: 1, name: 'bob', change: { policy: { ...everything, users: ['deploy'] } } })
  const [refused, reason] = await fire(at('02:30:00'))
  assert.equal(refused, 'refused')
  assert.match(String(reason), /^The policy of bob does not let it run as root on web \(ins-/)

  await store.changeUser({ accountId: 1, name: 'bob', change: { policy: everything } })
  await store.changeUser({ accountId: 1, name: 'bob', change: { enabled: false } })
  assert.match(String((await fire(at('03:30:00')))[1]), /^Its owner bob is disabled/)

  await modifySchedule(deps, as(eve), id, { name: 'still hourly', away: 'skip' })
  assert.equal((await fire(at('04:30:00')))[0], 'ran')
  assert.equal((await store.listInvocations(1, {}, all)).items[0]?.userId, eve.id)
})
