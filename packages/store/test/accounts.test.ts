import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Audit } from '@muster/core'
import { engines } from './support/engines.ts'
import { all, draft } from './support/samples.ts'

const line: Audit = {
  accountId: 1,
  userId: 1,
  accessKeyId: 'AKID1',
  action: 'tat:CreateCommand',
  requestId: 'r1',
  source: '10.0.0.1',
  at: 50,
}

for (const engine of engines) {
  test(`${engine.name}: the first administrator is made once, and its key is put right later`, async (t) => {
    const store = await engine.open(t)
    await store.ensureAdministrator({ id: 'AKID1', sealedSecret: new Uint8Array([1]), at: 1 })
    await store.disableAccessKey({ accountId: 1, id: 'AKID1' })
    await store.ensureAdministrator({ id: 'AKID1', sealedSecret: new Uint8Array([2]), at: 3 })
    await store.ensureAdministrator({ id: 'AKID2', sealedSecret: new Uint8Array([3]), at: 4 })
    const keys = await store.listAccessKeys(1)
    assert.deepEqual(
      keys.map(({ id, accountId, userId, role, enabled, sealedSecret }) => [
        id,
        accountId,
        userId,
        role,
        enabled,
        ...sealedSecret,
      ]),
      [
        ['AKID2', 1, 1, 'administrator', true, 3],
        ['AKID1', 1, 1, 'administrator', true, 2],
      ],
    )
  })

  test(`${engine.name}: keys of one user share the user, and other accounts do not see them`, async (t) => {
    const store = await engine.open(t)
    const base = { accountId: 1, userName: 'ann', sealedSecret: new Uint8Array([1]), at: 5 }
    const first = await store.createAccessKey({ ...base, id: 'A', role: 'operator' })
    const second = await store.createAccessKey({ ...base, id: 'B', role: 'reader' })
    assert.equal(first.userId, second.userId)
    assert.deepEqual(await store.findAccessKey('A'), first)
    assert.deepEqual(await store.listAccessKeys(2), [])
    assert.equal(await store.disableAccessKey({ accountId: 2, id: 'A' }), false)
    assert.equal(await store.disableAccessKey({ accountId: 1, id: 'A' }), true)
    assert.equal((await store.findAccessKey('A'))?.enabled, false)
    assert.equal(await store.findAccessKey('missing'), undefined)
    await store.createAccessKey({ ...base, id: 'missing', role: 'reader' })
    assert.equal((await store.findAccessKey('missing'))?.enabled, true)
    await store.audited(line).disableAccessKey({ accountId: 1, id: 'missing' })
    assert.equal((await store.findAccessKey('missing'))?.enabled, false)
  })

  test(`${engine.name}: an act and its line in the audit log are stored together or not at all`, async (t) => {
    const store = await engine.open(t)
    await store.audited(line).createCommand({ accountId: 1, draft: draft(), at: 1 })
    const second = { ...line, requestId: 'r2', userId: undefined, accessKeyId: undefined }
    await assert.rejects(store.audited(second).createCommand({ accountId: 1, draft: draft(), at: 1 }))
    await store.audited(second).createCommand({ accountId: 1, draft: draft({ name: 'other' }), at: 1 })
    await store.createCommand({ accountId: 1, draft: draft({ name: 'third' }), at: 1 })
    assert.deepEqual(await store.listAudit(1, all), { total: 2, items: [second, line] })
    assert.deepEqual(await store.listAudit(1, { offset: 1, limit: 1 }), { total: 2, items: [line] })
    assert.deepEqual(await store.listAudit(2, all), { total: 0, items: [] })
  })
}
