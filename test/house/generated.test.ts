import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { configurationPath, renderConfiguration } from '../../scripts/configuration.ts'

test('docs/configuration.md is what the tables of settings say', () => {
  assert.equal(readFileSync(configurationPath, 'utf8'), renderConfiguration(), 'run: node scripts/configuration.ts')
})
