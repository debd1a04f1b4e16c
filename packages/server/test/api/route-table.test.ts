import assert from 'node:assert/strict'
import { test } from 'node:test'
import { routes } from '@muster/protocol/api'
import { createRouteTable } from '../../src/api/route-table.ts'

const all = Object.entries(routes).map(([name, { method, path }]) => ({ method, path, entry: name }))
const find = createRouteTable(all)

test('every route of the API is found by its own path', () => {
  for (const { method, path, entry } of all) {
    const found = find(method, path.replace('{id}', 'inv-0a1b2c3d'))
    assert.equal(found?.entry, entry)
    assert.deepEqual(found?.path, path.includes('{id}') ? { id: 'inv-0a1b2c3d' } : {})
  }
})

test('a word goes before an id', () => {
  const two = createRouteTable(
    ['/schedules/{id}', '/schedules/preview'].map((path) => ({ method: 'GET', path, entry: path })),
  )
  assert.equal(two('GET', '/schedules/preview')?.entry, '/schedules/preview')
  assert.equal(two('GET', '/schedules/ivk-0a1b2c3d')?.entry, '/schedules/{id}')
})

test('an id is decoded, and one that is no encoding stays as it is', () => {
  assert.deepEqual(find('GET', '/invocations/a%20b')?.path, { id: 'a b' })
  assert.deepEqual(find('GET', '/invocations/%zz')?.path, { id: '%zz' })
})

test('what is no route is not found', () => {
  for (const path of ['', '/', '/invocations/x/', '/invocations/x/tasks/y', '//', '/nothing'])
    assert.equal(find('GET', path), undefined, path)
  assert.equal(find('DELETE', '/invocations/x'), undefined)
})
