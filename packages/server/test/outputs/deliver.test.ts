import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { type Bucket, deliveryWindowMs } from '@muster/core'
import pino from 'pino'
import { deliverOutputs } from '../../src/outputs/deliver.ts'
import { forgetOutputs } from '../../src/outputs/forget.ts'
import type { Keeper } from '../../src/outputs/keeper.ts'
import { finished, openBucket, openWorld, piece, started, type World } from './world.ts'

const bytes = randomBytes(100_000)
const log = pino({ level: 'silent' })

async function openEnded(t: TestContext, delivery = {}, keeper?: Keeper) {
  const world = openWorld(t)
  await world.start(delivery)
  await world.report(1, [started(1), piece(1, 0, bytes), finished(1, bytes.length)])
  const { deps, spool, folder } = world
  const deliver = () => deliverOutputs({ deps, spool, keeper, signal: new AbortController().signal, log })
  const told = async () => {
    const [held] = await deps.store.listDeliveries([1])
    return held ?? assert.fail('it ended')
  }
  return { ...world, deliver, told, file: `${folder}/0/1` }
}

const addBucket = ({ deps }: World, more: Partial<Bucket>) => {
  const url = 'https://bucket'
  const key = { keyId: 'AKID', sealedSecret: Buffer.from('secret') }
  return deps.store.saveBucket({
    accountId: 1,
    url,
    kind: 's3',
    endpoint: url,
    region: 'us-east-1',
    ...key,
    createdAt: 1,
    ...more,
  })
}

test('is put where it is to be, and its file goes', async (t) => {
  const world = await openEnded(t)
  const bucket = await openBucket(t)
  await addBucket(world, { endpoint: bucket.endpoint })
  await world.deliver()
  const { state, url, attempts, error } = await world.told()
  const { nativeIds } = world.deps
  const path = `logs/${nativeIds.format('invocation', 1)}/${nativeIds.format('task', 1)}`
  assert.deepEqual([state, url, attempts, error], ['delivered', `https://bucket/${path}`, 1, ''])
  assert.ok(bucket.objects.get(`/logs/${path}`)?.equals(bytes))
  assert.ok(!existsSync(world.file))
})

test('what a bucket refuses is tried again, with its reason, and not before its time', async (t) => {
  const world = await openEnded(t)
  const bucket = await openBucket(t)
  await addBucket(world, { endpoint: bucket.endpoint })
  bucket.answer = { status: 503, text: '<Error><Code>SlowDown</Code><Message>Less\n of it</Message></Error>' }
  await world.deliver()
  const { state, error, attempts, dueAt } = await world.told()
  assert.deepEqual([state, error, attempts], ['waiting', 'The bucket answered 503 SlowDown: Less of it', 1])
  bucket.answer = { status: 200, text: '' }
  await world.deliver()
  assert.equal((await world.told()).state, 'waiting')
  world.clock.at = dueAt
  await world.deliver()
  assert.deepEqual([(await world.told()).state, (await world.told()).error], ['delivered', ''])
})

test('a bucket that is not there, or not any more, is told; after a day it is given up', async (t) => {
  const world = await openEnded(t)
  await world.deliver()
  assert.match((await world.told()).error, /muster buckets add/)
  await addBucket(world, { endpoint: 'http://127.0.0.1:1/logs' })
  world.clock.at += deliveryWindowMs
  await world.deliver()
  const { state, error, attempts } = await world.told()
  assert.deepEqual([state, attempts], ['failed', 2])
  assert.match(error, /ECONNREFUSED/)
  assert.ok(existsSync(world.file))
})

test('what this server keeps stays for its days, and then goes', async (t) => {
  for (const [delivery, kind] of [
    [{ bucketUrl: 'kept' }, 's3'],
    [{}, 'kept'],
  ] as const) {
    const world = await openEnded(t, delivery)
    await addBucket(world, { kind })
    await world.deliver()
    assert.equal((await world.told()).state, 'kept')
    await forgetOutputs({ ...world, keeper: undefined, keptMs: 1_000, log })
    assert.ok(existsSync(world.file))
    world.clock.at += 1_001
    await forgetOutputs({ ...world, keeper: undefined, keptMs: 1_000, log })
    assert.equal((await world.told()).state, 'expired')
    assert.ok(!existsSync(world.file))
  }
})

test('a bucket out of reach is asked once for all that wait, and holds up no other', async (t) => {
  const world = await openEnded(t)
  for (const id of [2, 3, 4, 5, 6, 7]) {
    await world.start(id === 7 ? { bucketUrl: 'https://other' } : {})
    await world.report(id, [started(id), finished(id, 0)])
  }
  const bucket = await openBucket(t)
  await addBucket(world, { endpoint: 'http://127.0.0.1:1/logs' })
  await addBucket(world, { url: 'https://other', endpoint: bucket.endpoint })
  await world.deliver()
  const held = await world.deps.store.listDeliveries([1, 2, 3, 4, 5, 6, 7])
  assert.deepEqual(
    held.map(({ state, error }) => [state, error.includes('does not answer')]),
    [...Array.from({ length: 6 }, () => ['waiting', true]), ['delivered', false]],
  )
})

test('what a server that was killed had delivered and not removed goes later', async (t) => {
  const world = await openEnded(t)
  const bucket = await openBucket(t)
  await addBucket(world, { endpoint: bucket.endpoint })
  await world.deliver()
  await world.spool.write([{ taskId: 1, at: 0, data: bytes }])
  await forgetOutputs({ ...world, keeper: undefined, keptMs: 1_000, log })
  assert.ok(!existsSync(world.file))
})

test('what is kept in a bucket lies there under its name, and is deleted there', async (t) => {
  const bucket = await openBucket(t)
  const key = { id: 'AKID', secret: 'secret' }
  const keeper = { kind: 's3', endpoint: bucket.endpoint, region: 'us-east-1', key } as const
  const world = await openEnded(t, { bucketUrl: 'kept', keyPrefix: '' }, keeper)
  await world.deliver()
  const { state, url } = await world.told()
  assert.equal(state, 'kept')
  assert.ok(url.startsWith(bucket.endpoint) && bucket.objects.get(new URL(url).pathname)?.equals(bytes))
  assert.ok(!existsSync(world.file))
  world.clock.at += 1_001
  await forgetOutputs({ ...world, keeper, keptMs: 1_000, log })
  assert.deepEqual([(await world.told()).state, bucket.objects.size], ['expired', 0])
})

test('what a bucket does not delete stays on record, and hides nothing that comes behind it', async (t) => {
  const [bucket, other] = [await openBucket(t), await openBucket(t)]
  const key = { id: 'AKID', secret: 'secret' }
  const keeperAt = (endpoint: string) => ({ kind: 's3', endpoint, region: 'us-east-1', key }) as const
  const world = openWorld(t)
  const { deps, spool } = world
  const signal = new AbortController().signal
  for (const [id, { endpoint }] of [bucket, other].entries()) {
    await world.start({ bucketUrl: 'kept', keyPrefix: '' })
    await world.report(id + 1, [started(id + 1), piece(id + 1, 0, bytes), finished(id + 1, bytes.length)])
    await deliverOutputs({ deps, spool, keeper: keeperAt(endpoint), signal, log })
    world.clock.at += 1
  }
  bucket.answer = { status: 403, text: '' }
  const forget = () => forgetOutputs({ deps, spool, keeper: keeperAt(other.endpoint), keptMs: 1_000, log })
  const states = async () => (await deps.store.listDeliveries([1, 2])).map(({ state }) => state)
  world.clock.at += 1_001
  await forget()
  assert.deepEqual(await states(), ['kept', 'expired'])
  bucket.answer = { status: 200, text: '' }
  await forget()
  assert.deepEqual(await states(), ['expired', 'expired'])
})
