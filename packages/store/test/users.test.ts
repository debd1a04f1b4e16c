import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Policy } from '@muster/core'
import { engines } from './support/engines.ts'

const policy: Policy = { actions: ['tat:*'], instances: [], commands: ['script'], users: [] }
const sealedSecret = new Uint8Array([1])

for (const engine of engines) {
  test(`${engine.name}: an account comes with its administrator, and its name is its own`, async (t) => {
    const store = await engine.open(t)
    await store.ensureAdministrator({ id: 'ROOT', sealedSecret, at: 1 })
    const key = await store.createAccount({ name: 'team', userName: 'ann', keyId: 'A', sealedSecret, at: 2 })
    assert.deepEqual([key.accountId, key.userName, key.role, key.enabled], [2, 'ann', 'administrator', true])
    assert.deepEqual(await store.findAccessKey('A'), key)
    const again = store.createAccount({ name: 'team', userName: 'bob', keyId: 'B', sealedSecret, at: 3 })
    await assert.rejects(again, { name: 'AccountNameTaken' })
    assert.deepEqual(await store.listAccounts(), [
      { id: 1, name: 'main', createdAt: 1 },
      { id: 2, name: 'team', createdAt: 2 },
    ])
    assert.equal(await store.findAccessKey('B'), undefined)
  })

  test(`${engine.name}: a change of a user counts for all of its keys at once`, async (t) => {
    const store = await engine.open(t)
    const user = await store.createUser({ accountId: 1, name: 'ann', policy, at: 1 })
    assert.deepEqual(await store.listUsers(1), [user])
    const taken = store.createUser({ accountId: 1, name: 'ann', policy: undefined, at: 1 })
    await assert.rejects(taken, { name: 'UserNameTaken' })
    const base = { accountId: 1, userName: 'ann', role: 'operator' as const, sealedSecret, at: 2 }
    const key = await store.createAccessKey({ ...base, id: 'A' })
    const temporary = { sealedToken: new Uint8Array([2]), expiresAt: 9, parentId: 'A' }
    await store.createAccessKey({ ...base, id: 'T', temporary })
    assert.deepEqual([key.userId, key.policy], [user.id, policy])
    const held = async () => {
      const keys = await Promise.all(['A', 'T'].map((id) => store.findAccessKey(id)))
      return keys.map((each) => [each?.enabled, each?.policy])
    }
    assert.deepEqual(await held(), [
      [true, policy],
      [true, policy],
    ])
    await store.changeUser({ accountId: 1, name: 'ann', change: { enabled: false } })
    assert.deepEqual(await held(), [
      [false, policy],
      [false, policy],
    ])
    assert.equal((await store.createAccessKey({ ...base, id: 'B' })).enabled, false)
    await store.changeUser({ accountId: 1, name: 'ann', change: { enabled: true } })
    const changed = await store.changeUser({ accountId: 1, name: 'ann', change: { policy: undefined } })
    assert.deepEqual(changed, { ...user, policy: undefined })
    assert.deepEqual(await held(), [
      [true, undefined],
      [true, undefined],
    ])
  })

  test(`${engine.name}: users are those of their account`, async (t) => {
    const store = await engine.open(t)
    await store.createUser({ accountId: 1, name: 'ann', policy: undefined, at: 1 })
    const other = await store.createUser({ accountId: 2, name: 'ann', policy, at: 1 })
    assert.equal(await store.changeUser({ accountId: 3, name: 'ann', change: { enabled: false } }), undefined)
    await store.changeUser({ accountId: 1, name: 'ann', change: { enabled: false } })
    assert.deepEqual(await store.listUsers(2), [other])
    assert.deepEqual(await store.listUsers(3), [])
  })
}
