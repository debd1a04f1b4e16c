import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type NewStoredParameter, type Store, storedLimits } from '@muster/core'
import { engines } from './support/engines.ts'

const plain = (name: string, value: string, more: Partial<NewStoredParameter> = {}): NewStoredParameter => ({
  ...{ accountId: 1, name, kind: 'plain', value, sealedValue: undefined, userName: 'ann', createdAt: 5 },
  ...more,
})
const secret = (name: string, sealed: number): NewStoredParameter =>
  plain(name, '', { kind: 'secret', sealedValue: new Uint8Array([0, 0, 0, 1, sealed]) })
const seen = async (store: Store, names?: readonly string[]) =>
  (await store.listParameters(1, names)).map(({ name, version, value }) => `${name} ${version} ${value}`)

for (const engine of engines) {
  test(`${engine.name}: a stored value has versions, of which the newest counts`, async (t) => {
    const store = await engine.open(t)
    const first = await store.setParameter(plain('b', 'one'))
    assert.deepEqual(first, { ...plain('b', 'one'), version: 1 })
    await store.setParameter(plain('b', 'two'))
    await store.setParameter(plain('a', 'other'))
    await store.setParameter(plain('b', 'foreign', { accountId: 2 }))
    assert.deepEqual(await seen(store), ['a 1 other', 'b 2 two'])
    assert.deepEqual(await seen(store, ['b', 'none']), ['b 2 two'])
    const versions = await store.listParameterVersions(1, 'b')
    assert.deepEqual(
      versions.map(({ version, value }) => [version, value]),
      [
        [2, 'two'],
        [1, 'one'],
      ],
    )
    assert.equal((await store.revealParameter({ accountId: 1, name: 'b', version: 1 }))?.value, 'one')
    assert.equal(await store.revealParameter({ accountId: 1, name: 'b', version: 3 }), undefined)
  })

  test(`${engine.name}: a secret stays one until it is deleted`, async (t) => {
    const store = await engine.open(t)
    await store.setParameter(plain('pw', 'was open'))
    await store.setParameter(secret('pw', 7))
    await assert.rejects(store.setParameter(plain('pw', 'open again')), { name: 'InvalidRequest' })
    const [{ place, sealed } = { place: '', sealed: new Uint8Array() }] = await store.listSealed({
      ...{ from: new Uint8Array([0, 0, 0, 1]), before: new Uint8Array([0, 0, 0, 2]), limit: 9 },
    })
    assert.deepEqual([place, sealed.at(-1)], ['stored parameter 1 pw', 7])
    assert.equal(await store.deleteParameter({ accountId: 2, name: 'pw' }), false)
    assert.equal(await store.deleteParameter({ accountId: 1, name: 'pw' }), true)
    assert.equal((await store.setParameter(plain('pw', 'open'))).version, 1)
  })

  test(`${engine.name}: only so many versions are kept`, async (t) => {
    const store = await engine.open(t)
    for (let n = 1; n <= storedLimits.versions + 3; n++) await store.setParameter(plain('a', String(n)))
    const versions = await store.listParameterVersions(1, 'a')
    assert.deepEqual([versions.length, versions[0]?.version, versions.at(-1)?.version], [100, 103, 4])
  })

  test(`${engine.name}: a look at a secret is in the audit log`, async (t) => {
    const store = await engine.open(t)
    await store.setParameter(secret('pw', 7))
    const line = { accountId: 1, userId: 1, accessKeyId: 'A', requestId: 'r', source: '::1', at: 9 }
    const audited = store.audited({ ...line, action: 'native:revealParameter' })
    await audited.revealParameter({ accountId: 1, name: 'pw', version: undefined })
    const { items } = await store.listAudit(1, { offset: 0, limit: 9 })
    assert.deepEqual(
      items.map(({ action }) => action),
      ['native:revealParameter'],
    )
  })
}
