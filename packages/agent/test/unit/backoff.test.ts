import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backoff } from '../../src/connect/backoff.ts'

test('the first try comes within half a second, later ones within a limit that doubles up to 15 s', () => {
  assert.deepEqual([backoff(0, 'failed', 0), backoff(0, 'failed', 0.999)], [0, 499])
  assert.deepEqual([backoff(1, 'failed', 0), backoff(1, 'failed', 0.999)], [0, 999])
  for (let failures = 2; failures < 2000; failures++) {
    assert.ok(backoff(failures, 'failed', 0.5) >= backoff(failures - 1, 'failed', 0.5))
    assert.ok(backoff(failures, 'failed', 0.999) <= 15_000)
  }
})

test('a server that is about to start again is looked for within a second at first, and every three at least', () => {
  for (let failures = 0; failures < 4; failures++) assert.ok(backoff(failures, 'refused', 0.999) < 1_000)
  for (let failures = 4; failures < 2000; failures++) assert.ok(backoff(failures, 'refused', 0.999) < 3_000)
})
