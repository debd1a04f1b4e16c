import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lockFolder } from '../../src/keys/lock.ts'
import { temporaryFolder } from './support/world.ts'

test('a data folder serves one server at a time', (t) => {
  const data = temporaryFolder(t)
  const first = lockFolder(data)
  assert.throws(() => lockFolder(data), /Another server/)
  first.release()
  lockFolder(data).release()
})
