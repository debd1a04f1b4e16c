import assert from 'node:assert/strict'
import test from 'node:test'
import { type Caller, createTemporaryKey, type MusterError, type Role } from '@muster/core'
import { call, openWorld, type World } from './support/world.ts'

const callerOf = ({ keys }: World, role: Role): Caller => ({ ...keys[role].key, accessKeyId: keys[role].key.id })

/** What the call of a key answers: a code, or none. */
async function ask(world: World, key: { id: string; secret: string; token?: string }, action = 'DescribeCommands') {
  const extraHeaders = key.token === undefined ? [] : [['X-TC-Token', key.token] as const]
  const body = action === 'CreateCommand' ? '{"CommandName":"a","Content":"bHM="}' : '{}'
  const answer = await call(world, 'reader', action, { secretId: key.id, secretKey: key.secret, extraHeaders, body })
  return JSON.parse(answer.body).Response.Error?.Code
}

async function make(world: World, by: Role, draft: { role: Role; seconds: number }) {
  const { key, secret, token } = await createTemporaryKey(world.deps, callerOf(world, by), draft)
  return { id: key.id, secret, token }
}

test('a temporary key counts with its token, until its time', async (t) => {
  const world = await openWorld(t)
  const key = await make(world, 'operator', { role: 'operator', seconds: 60 })
  const other = await make(world, 'operator', { role: 'operator', seconds: 60 })
  assert.equal(await ask(world, key), undefined)
  assert.equal(await ask(world, { id: key.id, secret: key.secret }), 'AuthFailure.TokenFailure')
  assert.equal(await ask(world, { ...key, token: other.token }), 'AuthFailure.TokenFailure')
  assert.equal(await ask(world, { ...key, secret: other.secret }), 'AuthFailure.SignatureFailure')
  assert.equal(
    await ask(world, { ...world.keys.operator.key, secret: world.keys.operator.secret, token: key.token }),
    'AuthFailure.TokenFailure',
  )
  world.clock.set(world.clock.now() + 60_000)
  assert.equal(await ask(world, key), 'AuthFailure.TokenFailure')
})

test('a temporary key may do no more than the one behind it, and ends with it', async (t) => {
  const world = await openWorld(t)
  const looking = await make(world, 'operator', { role: 'reader', seconds: 600 })
  assert.equal(await ask(world, looking), undefined)
  assert.equal(await ask(world, looking, 'CreateCommand'), 'UnauthorizedOperation.CamAuthFailed')
  await assert.rejects(make(world, 'operator', { role: 'administrator', seconds: 600 }), denied)
  const held = await world.deps.store.findAccessKey(looking.id)
  assert.ok(held)
  const caller = { ...held, accessKeyId: held.id }
  await assert.rejects(createTemporaryKey(world.deps, caller, { role: 'reader', seconds: 600 }), denied)
  await world.deps.store.disableAccessKey({ accountId: 1, id: world.keys.operator.key.id })
  assert.equal(await ask(world, looking), 'AuthFailure.SecretIdNotFound')
})

const denied = (error: MusterError) => error.name === 'AccessDenied'

test('keys that ended a day ago are forgotten when the next one is made', async (t) => {
  const world = await openWorld(t)
  const key = await make(world, 'operator', { role: 'reader', seconds: 60 })
  world.clock.set(world.clock.now() + 80_000_000)
  await make(world, 'operator', { role: 'reader', seconds: 60 })
  assert.ok(await world.deps.store.findAccessKey(key.id))
  world.clock.set(world.clock.now() + 8_000_000)
  await make(world, 'operator', { role: 'reader', seconds: 60 })
  assert.equal(await world.deps.store.findAccessKey(key.id), undefined)
})
