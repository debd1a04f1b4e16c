import assert from 'node:assert/strict'
import test from 'node:test'
import { createSources } from '../src/index.ts'
import { sourceOf } from '../src/sources.ts'
import { call, openWorld, startOfTime } from './support/world.ts'

const code = async (answer: Promise<{ readonly body: string }>) =>
  JSON.parse((await answer).body).Response.Error?.Code ?? 'ok'

test('a source that goes on guessing is refused before anything is looked up, and is heard again later', async (t) => {
  const clock = { at: startOfTime, now: () => clock.at }
  const world = await openWorld(t, { sources: createSources(clock, 3), clock })
  const guess = () => code(call(world, 'operator', 'DescribeCommands', { secretId: 'AKIDguessed' }))
  for (let i = 0; i < 3; i++) assert.equal(await guess(), 'AuthFailure.SecretIdNotFound')
  assert.equal(await guess(), 'RequestLimitExceeded.IPLimitExceeded')
  clock.at += 20_000
  assert.equal(await guess(), 'AuthFailure.SecretIdNotFound')
  assert.equal(await guess(), 'RequestLimitExceeded.IPLimitExceeded')
})

test('who has been right before works on behind an address from which others guess', async (t) => {
  const clock = { now: () => startOfTime }
  const world = await openWorld(t, { sources: createSources(clock, 2) })
  assert.equal(await code(call(world, 'operator', 'DescribeCommands')), 'ok')
  for (let i = 0; i < 5; i++) await call(world, 'operator', 'DescribeCommands', { secretId: `AKID${i}` })
  assert.equal(await code(call(world, 'operator', 'DescribeCommands')), 'ok')
  assert.equal(await code(call(world, 'reader', 'DescribeCommands')), 'RequestLimitExceeded.IPLimitExceeded')
  // A wrong signature for a key that was right is still told as one.
  const wrong = call(world, 'operator', 'DescribeCommands', { secretKey: 'wrong' })
  assert.equal(await code(wrong), 'AuthFailure.SignatureFailure')
})

test('no limit means none, and the table of sources is bounded', () => {
  const clock = { now: () => 0 }
  const none = createSources(clock, 0)
  for (let i = 0; i < 1000; i++) none.wrong('10.0.0.1')
  none.admit('10.0.0.1', 'a')
  const one = createSources(clock, 1)
  one.wrong('10.0.0.1')
  assert.throws(() => one.admit('10.0.0.1', 'a'), { name: 'SourceThrottled' })
  for (let i = 0; i < 10_000; i++) one.wrong(`10.1.${i >> 8}.${i & 255}`)
  one.admit('10.0.0.1', 'a')
})

test('a source is an address of IPv4 or a network of IPv6', () => {
  for (const [address, source] of [
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['', ''],
  ] as const)
    assert.equal(sourceOf(address), source)
})

test('of very many who have been right those are forgotten first that were heard of longest ago', () => {
  const sources = createSources({ now: () => startOfTime }, 1)
  for (const name of ['first', 'second']) sources.right(name)
  for (let i = 0; i < 19_998; i++) sources.right(`host ${i}`)
  sources.right('first')
  sources.right('one more')
  sources.wrong('192.0.2.1')
  sources.admit('192.0.2.1', 'first')
  assert.throws(() => sources.admit('192.0.2.1', 'second'), { name: 'SourceThrottled' })
})
