import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backoff } from '../../src/connect/backoff.ts'

test('the first try comes within half a second, the others ever later, at most after 15 s', () => {
  assert.deepEqual([backoff(0, 0), backoff(0, 0.999)], [0, 499])
  assert.deepEqual([backoff(1, 0), backoff(1, 0.999)], [100, 199])
  for (let failures = 2; failures < 2000; failures++) {
    assert.ok(backoff(failures, 0) >= backoff(failures - 1, 0))
    assert.ok(backoff(failures, 0.999) <= 15_000)
  }
})
