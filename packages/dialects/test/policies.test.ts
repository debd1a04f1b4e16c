import assert from 'node:assert/strict'
import test from 'node:test'
import type { Policy } from '@muster/core'
import { acs3, ecsNames, flatten } from './support/call-alibaba.ts'
import { call, openWorld, type World } from './support/world.ts'

const nothing: Policy = { actions: [], instances: [], commands: [], users: [] }
const Content = Buffer.from('uptime').toString('base64')

/** A world whose operator has a policy, and what its calls answer: a code, or none. */
async function limited(t: test.TestContext, policy: Partial<Policy>) {
  const world = await openWorld(t)
  await world.deps.store.changeUser({ accountId: 1, name: 'operator', change: { policy: { ...nothing, ...policy } } })
  const ask = async (action: string, params: object) => {
    const answer = await call(world, 'operator', action, { body: JSON.stringify(params) })
    return JSON.parse(answer.body).Response
  }
  const codeOf = async (action: string, params: object) => (await ask(action, params)).Error?.Code
  return { world, ask, codeOf, host: hostOf(world) }
}

const hostOf =
  ({ names }: World) =>
  (name: string) => [names.get(name)]

test('a call that the policy does not list is refused, in the code that the action documents', async (t) => {
  const { ask, codeOf, host } = await limited(t, { actions: ['tat:Describe*'] })
  assert.equal(await codeOf('DescribeCommands', {}), undefined)
  const { Error: refused } = await ask('RunCommand', { Content, InstanceIds: host('cvm') })
  assert.equal(refused.Code, 'UnauthorizedOperation.CamAuthFailed')
  assert.equal(refused.Message, 'The policy of operator does not let it call tat:RunCommand: ask an administrator.')
  assert.equal(await codeOf('DeleteRegisterInstance', { InstanceId: 'rins-1' }), 'UnauthorizedOperation')
})

test('a policy keeps runs to its hosts, commands and users', async (t) => {
  const policy = { actions: ['*'], instances: ['name:cvm'], commands: ['name:pub*'], users: ['deploy'] }
  const { codeOf, host, world } = await limited(t, policy)
  const CommandId = world.names.get('public')
  const denied = 'UnauthorizedOperation.CamAuthFailed'
  const run = { CommandId, InstanceIds: host('cvm'), Username: 'deploy' }
  assert.equal(await codeOf('InvokeCommand', run), undefined)
  assert.equal(await codeOf('InvokeCommand', { ...run, InstanceIds: host('cvm2') }), denied)
  assert.equal(await codeOf('InvokeCommand', { ...run, Username: 'root' }), denied)
  assert.equal(await codeOf('InvokeCommand', { CommandId, InstanceIds: host('cvm') }), denied, 'the agent runs as root')
  assert.equal(await codeOf('RunCommand', { Content, InstanceIds: host('cvm'), Username: 'deploy' }), denied)
  assert.equal(await codeOf('CreateCommand', { Content, CommandName: 'public-too' }), denied)
  const schedule = { Policy: 'RECURRENCE', Recurrence: '0 2 * * *' }
  const invoker = { Name: 'nightly', Type: 'SCHEDULE', ScheduleSettings: schedule, ...run }
  assert.equal(await codeOf('CreateInvoker', { ...invoker, InstanceIds: host('cvm2') }), 'AuthFailure')
  assert.equal(await codeOf('CreateInvoker', invoker), undefined)
})

test('a host that the policy leaves out is not renamed, removed or stopped', async (t) => {
  const { codeOf, host, world } = await limited(t, { actions: ['*'], instances: ['tag:team=b'] })
  const [InstanceId] = host('managed')
  assert.equal(await codeOf('ModifyRegisterInstance', { InstanceId, InstanceName: 'x' }), 'UnauthorizedOperation')
  assert.equal(await codeOf('DeleteRegisterInstance', { InstanceId }), 'UnauthorizedOperation')
  const run = { Content, InstanceIds: host('cvm') }
  const body = JSON.stringify(run)
  const { InvocationId } = JSON.parse((await call(world, 'administrator', 'RunCommand', { body })).body).Response
  assert.equal(await codeOf('CancelInvocation', { InvocationId }), 'UnauthorizedOperation.CamAuthFailed')
})

test('a schedule of another is turned on only by those who may run it', async (t) => {
  const { codeOf, host, world } = await limited(t, { actions: ['*'], instances: ['name:cvm'], commands: ['name:pub*'] })
  const make = async (InstanceIds: object) => {
    const schedule = { Policy: 'RECURRENCE', Recurrence: '0 2 * * *' }
    const draft = { Name: 'n', Type: 'SCHEDULE', ScheduleSettings: schedule, CommandId: world.names.get('public') }
    const body = JSON.stringify({ ...draft, InstanceIds })
    return JSON.parse((await call(world, 'administrator', 'CreateInvoker', { body })).body).Response.InvokerId
  }
  const InvokerId = await make(host('cvm'))
  assert.equal(await codeOf('DisableInvoker', { InvokerId }), undefined)
  assert.equal(await codeOf('EnableInvoker', { InvokerId }), 'AuthFailure', 'it runs as root')
  const change = { policy: { ...nothing, actions: ['*'], instances: ['name:cvm'], commands: ['*'], users: ['root'] } }
  await world.deps.store.changeUser({ accountId: 1, name: 'operator', change })
  assert.equal(await codeOf('EnableInvoker', { InvokerId }), undefined)
})

test('what stays on its hosts is changed only by those who may run it there, as that user', async (t) => {
  const { world } = await limited(t, {})
  const ecs = async (as: 'administrator' | 'operator', action: string, params: object) => {
    const query = flatten({ RegionId: 'cn-hangzhou', ...params })
    return JSON.parse((await acs3(world, as, action, { query })).body)
  }
  const [instance] = hostOf(ecsNames(world))('cvm')
  const repeating = { RepeatMode: 'Period', Frequency: 'rate(5m)', Type: 'RunShellScript', InstanceId: [instance] }
  const { InvokeId } = await ecs('administrator', 'RunCommand', { CommandContent: 'uptime', ...repeating })
  const codeFor = async (policy: Partial<Policy>, change: object) => {
    const allowed = { policy: { ...nothing, actions: ['*'], ...policy } }
    await world.deps.store.changeUser({ accountId: 1, name: 'operator', change: allowed })
    return (await ecs('operator', 'ModifyInvocationAttribute', { InvokeId, ...change })).Code
  }
  const all = { instances: ['*'], commands: ['*'], users: ['*'] }
  const script = { CommandContent: 'id' }
  for (const [policy, change, code] of [
    [{}, { Frequency: 'rate(6m)' }, 'Forbidden.RAM'],
    [{ ...all, instances: ['name:cvm2'] }, script, 'Forbidden.RAM'],
    [{ ...all, commands: ['name:*'] }, script, 'Forbidden.RAM'],
    [{ ...all, users: ['deploy'] }, script, 'Forbidden.RAM'],
    [all, script, undefined],
  ] as const)
    assert.equal(await codeFor(policy, change), code)
})

test('files are sent by their paths, and to those whose names the policy lists', async (t) => {
  const policy = { actions: ['ecs:SendFile'], instances: ['*'], commands: ['file:/opt/app/*'], users: ['deploy'] }
  const { world } = await limited(t, policy)
  const names = ecsNames(world)
  const codeOf = async (more: object) => {
    const file = {
      Name: 'a',
      TargetDir: '/opt/app',
      Content: 'a',
      FileOwner: 'deploy',
      InstanceId: [names.names.get('cvm')],
    }
    const query = flatten({ RegionId: 'cn-hangzhou', ...file, ...more })
    const answer = await acs3(names, 'operator', 'SendFile', { query })
    return JSON.parse(answer.body).Code
  }
  assert.equal(await codeOf({}), undefined)
  assert.equal(await codeOf({ TargetDir: '//opt/./app/' }), undefined, 'the same folder')
  assert.equal(await codeOf({ TargetDir: '/opt/app2' }), 'Forbidden.RAM')
  assert.equal(await codeOf({ FileOwner: 'root' }), 'Forbidden.RAM')
  assert.equal(await codeOf({ FileOwner: '' }), 'Forbidden.RAM', 'the agent runs as root')
  for (const [commands, code] of [
    [['script', '*'], 'Forbidden.RAM'],
    [['file:*'], undefined],
  ] as const) {
    const change = { policy: { ...nothing, ...policy, commands } }
    await world.deps.store.changeUser({ accountId: 1, name: 'operator', change })
    assert.equal(await codeOf({}), code, 'a file must be named as one')
  }
})

test('into a container goes whoever may be the user of the agent, whatever user is named', async (t) => {
  const { world } = await limited(t, { actions: ['*'], instances: ['*'], commands: ['*'], users: ['deploy'] })
  const InstanceId = ecsNames(world).names.get('cvm')
  const run = async (more: object) => {
    const script = { RegionId: 'cn-hangzhou', Type: 'RunShellScript', CommandContent: 'id', InstanceId: [InstanceId] }
    const query = flatten({ ...script, Username: 'deploy', ...more })
    return JSON.parse((await acs3(world, 'operator', 'RunCommand', { query })).body).Code
  }
  assert.equal(await run({}), undefined)
  assert.equal(await run({ ContainerName: 'web' }), 'Forbidden.RAM')
})
