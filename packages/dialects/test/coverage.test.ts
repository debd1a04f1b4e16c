import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { renderCoverage } from '../src/index.ts'
import { products } from '../src/tencent/products.ts'

test('docs/coverage.md is what the tables say', () => {
  const committed = readFileSync(new URL('../../../docs/coverage.md', import.meta.url), 'utf8')
  assert.equal(committed, renderCoverage(), 'run: node scripts/coverage.ts')
})

test('every action that is built is in its catalogue', () => {
  for (const { built, catalogue } of products) for (const { name } of built) assert.ok(catalogue.includes(name), name)
})
