import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openDataFolder } from '../../src/keys/data-files.ts'
import { lockFolder } from '../../src/keys/lock.ts'
import { temporaryFolder } from './support/world.ts'

test('a data folder serves one server at a time', (t) => {
  const data = temporaryFolder(t)
  const first = lockFolder(data)
  assert.throws(() => lockFolder(data), /Another server/)
  first.release()
  lockFolder(data).release()
})

test('a lock that cannot be taken for another reason is not taken for one that is held', (t) => {
  const data = temporaryFolder(t)
  writeFileSync(join(data, 'lock'), 'no database')
  assert.throws(() => lockFolder(data), /cannot be locked \(file is not a database\)/)
})

test('a data folder that is none is told by its option', (t) => {
  const file = join(temporaryFolder(t), 'file')
  writeFileSync(file, '')
  for (const path of [file, join(file, 'below'), ''])
    assert.throws(() => openDataFolder(path), { message: /^--data .* cannot be used \(E\w+\): name a folder/ })
})
