import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import test from 'node:test'
import { type SignedCall, signTc3 } from './support/sign.ts'
import { call, openWorld, startOfTime, type World } from './support/world.ts'

interface Case {
  readonly name: string
  readonly call?: Partial<SignedCall>
  /** Seconds between the timestamp and the arrival. */
  readonly sentAfter?: number
  /** In place of the right header; null for none. */
  readonly authorization?: string | null
  /** The head holds bytes above ASCII, which Node hands over as Latin-1. */
  readonly latin1?: true
  readonly error?: string
}

const cases: readonly Case[] = JSON.parse(readFileSync(new URL('../fixtures/signature.json', import.meta.url), 'utf8'))

const usual = (world: World): SignedCall => ({
  method: 'POST',
  target: '/',
  host: '127.0.0.1:8470',
  contentType: 'application/json',
  body: '{}',
  action: 'DescribeCommands',
  version: '2020-10-28',
  timestamp: Math.floor(world.clock.now() / 1000),
  secretId: world.keys.operator.key.id,
  secretKey: world.keys.operator.secret,
})

const asNodeReads = (text: string) => Buffer.from(text, 'utf8').toString('latin1')

test('TC3 signatures', async (t) => {
  const world = await openWorld(t)
  for (const { name, call, sentAfter = 0, authorization, latin1, error } of cases)
    await t.test(name, async () => {
      world.clock.set(startOfTime)
      const signed = signTc3({ ...usual(world), ...call })
      const headers = authorization === undefined ? signed.rawHeaders : replaceLast(signed.rawHeaders, authorization)
      world.clock.set(startOfTime + sentAfter * 1000)
      const answer = await world.dialects({
        ...signed,
        rawTarget: latin1 ? asNodeReads(signed.rawTarget) : signed.rawTarget,
        rawHeaders: latin1 ? headers.map(asNodeReads) : headers,
        peer: '127.0.0.1',
      })
      assert.equal(answer.status, 200)
      assert.equal(JSON.parse(answer.body).Response.Error?.Code, error, answer.body)
    })
})

const replaceLast = (headers: readonly string[], value: string | null): readonly string[] =>
  value === null ? headers.slice(0, -2) : [...headers.slice(0, -1), value]

const codeOf = (answer: { readonly body: string }) => JSON.parse(answer.body).Response.Error?.Code

test('a disabled key is as unknown as one that never was', async (t) => {
  const world = await openWorld(t)
  assert.equal(codeOf(await call(world, 'reader', 'DescribeCommands')), undefined)
  await world.deps.store.disableAccessKey({ accountId: 1, id: world.keys.reader.key.id })
  assert.equal(codeOf(await call(world, 'reader', 'DescribeCommands')), 'AuthFailure.SecretIdNotFound')
})

test('a new secret counts at once, and the old one no more', async (t) => {
  let secret = 'first'
  const world = await openWorld(t, {
    keys: async (id) => ({ key: { ...world.keys.operator.key, id }, enabled: true, secret }),
  })
  const ask = (secretKey: string) => call(world, 'operator', 'DescribeCommands', { secretKey })
  assert.equal(codeOf(await ask('first')), undefined)
  secret = 'second'
  assert.equal(codeOf(await ask('first')), 'AuthFailure.SignatureFailure')
  assert.equal(codeOf(await ask('second')), undefined)
})
