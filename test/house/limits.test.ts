import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

const page = readFileSync('docs/limits.md', 'utf8')
const places = [...page.matchAll(/\| `([^`]+\.ts)` `([^`]+)` \|$/gm)]

test('every ceiling that docs/limits.md names is in the code as it says', () => {
  assert.ok(places.length > 20)
  for (const [, file = '', text = ''] of places)
    assert.ok(readFileSync(`packages/${file}`, 'utf8').includes(text), `${file} has no "${text}"`)
})
