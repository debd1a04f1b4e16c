import assert from 'node:assert/strict'
import test from 'node:test'
import { call, openWorld, type World } from './support/world.ts'

/** The same world for a key of another account, which owns nothing in it. */
async function stranger(world: World): Promise<World> {
  const draft = { id: 'AKIDstranger', accountId: 2, userName: 's', role: 'operator' as const, at: 0 }
  const key = await world.deps.store.createAccessKey({ ...draft, sealedSecret: Buffer.from('secret') })
  return { ...world, keys: { ...world.keys, operator: { key, secret: 'secret' } } }
}

const ask = async (world: World, action: string, params: object) =>
  JSON.parse((await call(world, 'operator', action, { body: JSON.stringify(params) })).body).Response

test('an account sees and reaches nothing of another', async (t) => {
  const world = await openWorld(t)
  const InstanceIds = [world.names.get('cvm')]
  const run = { Content: 'bHM=', InstanceIds, CommandName: 'mine', SaveCommand: true }
  const { CommandId, InvocationId } = await ask(world, 'RunCommand', run)
  const tasks = await ask(world, 'DescribeInvocationTasks', {})
  const other = await stranger(world)

  for (const [action, params] of [
    ['DescribeCommands', { CommandIds: [CommandId] }],
    ['DescribeInvocations', { InvocationIds: [InvocationId] }],
    ['DescribeInvocationTasks', { InvocationTaskIds: [tasks.InvocationTaskSet[0].InvocationTaskId] }],
    ['DescribeAutomationAgentStatus', { InstanceIds }],
    ['DescribeRegisterInstances', {}],
    ['DescribeRegisterCodes', {}],
  ] as const)
    assert.equal((await ask(other, action, params)).TotalCount, 0, action)

  const refusals = {
    InvokeCommand: [{ CommandId, InstanceIds }, 'ResourceNotFound.CommandNotFound'],
    RunCommand: [{ ...run, SaveCommand: false }, 'ResourceNotFound.InstanceNotFound'],
    CancelInvocation: [{ InvocationId }, 'ResourceNotFound.InvocationNotFound'],
  } as const
  for (const [action, [params, code]] of Object.entries(refusals))
    assert.equal((await ask(other, action, params)).Error.Code, code, action)
})
