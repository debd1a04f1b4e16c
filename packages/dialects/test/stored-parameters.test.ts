import assert from 'node:assert/strict'
import test from 'node:test'
import { openSecrets, setParameter } from '@muster/core'
import { acs3, ecsNames, flatten } from './support/call-alibaba.ts'
import { openWorld, type World } from './support/world.ts'

const callerOf = ({ keys }: World) => ({ ...keys.operator.key, accessKeyId: keys.operator.key.id })

async function run(world: World, CommandContent: string, more: object = {}) {
  const params = { RegionId: 'cn-hangzhou', Type: 'RunShellScript', EnableParameter: true, InstanceId: ['$'], ...more }
  const query = flatten({ ...params, CommandContent, InstanceId: [world.names.get('cvm')] })
  return JSON.parse((await acs3(world, 'operator', 'RunCommand', { query })).body)
}

/** What the newest run keeps for its hosts. */
async function kept({ deps }: World) {
  const { items } = await deps.store.listInvocations(1, {}, { offset: 0, limit: 1 })
  const [newest] = items
  return newest && { shown: newest.parameters, sealed: openSecrets(deps.vault, 1, newest.sealedSecrets) }
}

test('a run keeps what it took from the parameter store, and shows none of it', async (t) => {
  const world = ecsNames(await openWorld(t))
  await run(world, 'echo {{ oos:greeting }} {{oos-secret:db-password}} {{who}}', { Parameters: '{"who":"you"}' })
  const taken = { 'oos:greeting': 'hello', 'oos-secret:db-password': 'pass-of-db' }
  assert.deepEqual(await kept(world), { shown: { who: 'you' }, sealed: taken })
  await setParameter(world.deps, callerOf(world), { name: 'greeting', kind: 'plain', value: 'good day' })
  assert.deepEqual((await kept(world))?.sealed, taken)
  await run(world, 'echo {{oos:greeting}}')
  assert.deepEqual((await kept(world))?.sealed, { 'oos:greeting': 'good day' })
})

test('what stays on its hosts takes the newest values with each change of it', async (t) => {
  const world = ecsNames(await openWorld(t))
  const content = 'echo {{oos:greeting}} {{tat-hidden:own}}'
  const { InvokeId } = await run(world, content, { Frequency: 'rate(5m)', Parameters: '{"own":"of the caller"}' })
  await setParameter(world.deps, callerOf(world), { name: 'greeting', kind: 'plain', value: 'good day' })
  assert.equal((await kept(world))?.sealed['oos:greeting'], 'hello')
  const query = { RegionId: 'cn-hangzhou', InvokeId, Frequency: 'rate(6m)' }
  assert.equal((await acs3(world, 'operator', 'ModifyInvocationAttribute', { query })).status, 200)
  assert.deepEqual((await kept(world))?.sealed, { own: 'of the caller', 'oos:greeting': 'good day' })
})

test('a user with a policy takes what that lists, and is not told what else there is', async (t) => {
  const world = ecsNames(await openWorld(t))
  const everything = { actions: ['*'], instances: ['*'], commands: ['*'], users: ['*'] }
  const give = (policy: object) =>
    world.deps.store.changeUser({ accountId: 1, name: 'operator', change: { policy: { ...everything, ...policy } } })
  await give({})
  for (const name of ['greeting', 'none'])
    assert.equal((await run(world, `echo {{oos:${name}}}`)).Code, 'ParameterStore.NoPermission')
  await give({ parameters: ['greet*'] })
  assert.equal((await run(world, 'echo {{oos:greeting}}')).Code, undefined)
  assert.equal((await run(world, 'echo {{oos-secret:db-password}}')).Code, 'ParameterStore.NoPermission')
  const windows = { Username: 'deploy', WindowsPasswordName: 'db-password' }
  assert.equal((await run(world, 'true', windows)).Code, 'ParameterStore.NoPermission')
})
