import assert from 'node:assert/strict'
import { test } from 'node:test'
import { afterFailure, bucketUrl, deliveryWindowMs, regionOf, wholeCharacters } from '../src/index.ts'

test('whole characters are all that fit, and bytes that are none are left as they are', () => {
  const cut = (text: string | Uint8Array, limit: number) => wholeCharacters(Buffer.from(text), limit)
  assert.deepEqual(
    [cut('abc', 3), cut('abü', 3), cut('abü', 4), cut('a€€', 6), cut('a🚀', 4), cut('a🚀', 5)],
    [3, 2, 4, 4, 1, 5],
  )
  assert.equal(cut(new Uint8Array([0x80, 0x80, 0x80, 0x80]), 4), 4)
})

test('one bucket has one address', () => {
  assert.equal(bucketUrl('HTTPS://B.example.org/'), 'https://b.example.org')
  assert.equal(bucketUrl('http://10.0.0.5:9000/logs//'), 'http://10.0.0.5:9000/logs')
  assert.equal(bucketUrl('oss://logs/'), 'oss://logs')
})

test('the addresses of two vendors tell the region of the signature', () => {
  assert.equal(regionOf('https://logs.s3.eu-west-1.amazonaws.com'), 'eu-west-1')
  assert.equal(regionOf('https://logs.s3.oss-cn-hangzhou.aliyuncs.com'), 'oss-cn-hangzhou')
  assert.equal(regionOf('https://logs.s3.oss-cn-hangzhou-internal.aliyuncs.com'), 'oss-cn-hangzhou')
  assert.equal(regionOf('http://10.0.0.5:9000/logs'), 'us-east-1')
})

test('a delivery that fails waits ever longer, at most ten minutes, and is given up after a day', () => {
  const wait = (attempts: number, now: number) => {
    const { state, dueAt, error } = afterFailure({ taskId: 1, attempts, createdAt: 0 }, 'no', now)
    return [state, (dueAt - now) / 1000, error]
  }
  assert.deepEqual(wait(0, 10), ['waiting', 5, 'no'])
  assert.deepEqual(wait(3, 10), ['waiting', 40, 'no'])
  assert.deepEqual(wait(50, 10), ['waiting', 600, 'no'])
  assert.deepEqual(wait(50, deliveryWindowMs), ['failed', 600, 'no'])
})
