import assert from 'node:assert/strict'
import test from 'node:test'
import type { Delivery } from '@muster/core'
import { shownDelivery, shownOutcome } from '../src/alibaba/ecs/delivery.ts'
import { openWorld } from './support/world.ts'

const delivery = (over: Partial<Delivery>): Delivery => ({
  ...{ taskId: 7, state: 'waiting', size: 0, attempts: 1, url: '', error: '' },
  ...{ createdAt: 0, dueAt: 0, startedAt: undefined, endedAt: undefined },
  ...over,
})

test('a client sees what became of an output that is delivered', async (t) => {
  const { deps } = await openWorld(t)
  const shown = (over: Partial<Delivery>) =>
    Object.values(shownOutcome({ deps } as Parameters<typeof shownOutcome>[0], delivery(over)))
  assert.deepEqual(shown({}), ['InProgress', '', '', ''])
  assert.deepEqual(shown({ state: 'delivered', url: 'oss://logs/a' }), ['Finished', 'oss://logs/a', '', ''])
  assert.deepEqual(shown({ state: 'kept' }), ['Finished', '7', '', ''], 'a link to the server itself')
  assert.deepEqual(shown({ state: 'expired' }), ['Finished', '', '', ''])
  const codes: readonly (readonly [error: string, code: string])[] = [
    ['The bucket answered 403 SignatureDoesNotMatch: no', 'InvalidOssOutputDelivery.BucketAccessDenied'],
    ['The bucket answered 404 NoSuchBucket', 'InvalidOssOutputDelivery.BucketNotFound'],
    ['The bucket answered 400 BadDigest: another', 'BadDigest'],
    ['logs.example.org does not answer: ECONNREFUSED.', 'ServiceUnavailable'],
  ]
  for (const [error, code] of codes) {
    assert.deepEqual(shown({ error }), ['InProgress', '', code, error])
    for (const state of ['failed', 'expired'] as const) assert.deepEqual(shown({ state, error })[0], 'Failed')
  }
})

test('what another dialect has named shows as it is, and nothing where the server keeps it', () => {
  const url = 'https://b.cos.ap-beijing.myqcloud.com'
  assert.equal(shownDelivery({ bucketUrl: url, keyPrefix: 'a' }), `${url}/a`)
  assert.equal(shownDelivery({ bucketUrl: 'kept', keyPrefix: 'a' }), '')
})
