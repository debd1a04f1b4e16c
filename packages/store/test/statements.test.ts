import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const root = new URL('../src/', import.meta.url)

test('no statement is planned anew for each call, as a bare parameter in LIMIT would have it', () => {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const bare = files.filter((name) => /LIMIT [:?]\w*/.test(readFileSync(new URL(name, root), 'utf8')))
  assert.deepEqual(bare, [])
})
