import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLinks } from '../../src/outputs/links.ts'

const links = createLinks(Buffer.from('one key'))

test('a link is good for its task and an hour, and only as it was made', () => {
  const link = links.make('invt-k3v9x2ab', 1_000_000)
  assert.equal(links.check(link, 1_000_000), 'invt-k3v9x2ab')
  assert.equal(links.check(link, 1_000_000 + 3_600_000), 'invt-k3v9x2ab')
  assert.equal(links.check(link, 1_000_000 + 3_601_000), undefined)
  for (const other of [
    link.replace('k3v9', 'k3v8'),
    link.replace(/until=\d/, 'until=9'),
    `${link}&more`,
    '/outputs/invt-k3v9x2ab',
  ])
    assert.equal(links.check(other, 1_000_000), undefined, other)
  assert.equal(createLinks(Buffer.from('another')).check(link, 1_000_000), undefined)
})
