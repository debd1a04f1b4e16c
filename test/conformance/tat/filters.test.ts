import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { call, createClient } from '../support/client.ts'
import { fill, readTable } from '../support/fill.ts'
import { names } from '../support/fleet.ts'
import { client, encode, ended } from '../support/run.ts'

interface Row {
  readonly action: string
  readonly filters: readonly { readonly Name: string; readonly Values: readonly string[] }[]
  readonly ids: readonly string[]
}

const sets: Readonly<Record<string, readonly [set: string, id: string]>> = {
  DescribeCommands: ['CommandSet', 'CommandId'],
  DescribeInvocations: ['InvocationSet', 'InvocationId'],
  DescribeInvocationTasks: ['InvocationTaskSet', 'InvocationTaskId'],
  DescribeAutomationAgentStatus: ['AutomationAgentSet', 'InstanceId'],
  DescribeRegisterInstances: ['RegisterInstanceSet', 'InstanceId'],
}

const known: Record<string, unknown> = { ...names }

async function invoke(
  instances: readonly unknown[],
): Promise<{ readonly id: string; readonly tasks: readonly string[] }> {
  const answer = await call(client, 'InvokeCommand', { CommandId: known.alpha, InstanceIds: instances })
  const tasks = await ended(String(answer.InvocationId))
  const taskOf = new Map(tasks.map((task) => [task.InstanceId, task.InvocationTaskId]))
  return { id: String(answer.InvocationId), tasks: instances.map((instance) => taskOf.get(String(instance)) ?? '') }
}

async function prepare(): Promise<void> {
  const create = async (name: string, type: string, tags: Readonly<Record<string, string>>) =>
    (
      await call(client, 'CreateCommand', {
        CommandName: `filter-${name}`,
        CommandType: type,
        Content: encode('true'),
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      })
    ).CommandId
  known.alpha = await create('alpha', 'SHELL', { env: 'prod', colour: 'red' })
  known.beta = await create('beta', 'POWERSHELL', { colour: '红' })
  const [a, b] = await Promise.all([invoke([known.cvm, known.cvm2]), invoke([known.lighthouse])])
  Object.assign(known, { invA: a.id, invB: b.id, taskA: a.tasks[0], taskA2: a.tasks[1], taskB: b.tasks[0] })
  const managed = await call(client, 'DescribeRegisterInstances', { InstanceIds: [names.managed] })
  const services = await call(client, 'DescribeScenes', { Filters: [{ Name: 'scene-name', Values: ['Services'] }] })
  known.scene = (services.SceneSet as readonly [{ readonly SceneId: string }])[0].SceneId
  const library = await call(client, 'DescribeCommands', {
    Filters: [{ Name: 'command-name', Values: ['restart-service'] }],
  })
  known.public = (library.CommandSet as readonly [{ readonly CommandId: string }])[0].CommandId
  known.localIp = (managed.RegisterInstanceSet as readonly [{ readonly LocalIp: string }])[0].LocalIp
}

describe('filters', () => {
  before(prepare)
  for (const { action, filters, ids } of readTable<readonly Row[]>('filters')) {
    const words = filters.map(({ Name, Values }) => `${Name} = ${Values.join(' or ')}`).join(' and ')
    test(`${action} where ${words || 'nothing is said'}`, async () => {
      const [set, id] = sets[action] ?? ['', '']
      for (const method of ['POST', 'GET'] as const) {
        const answer = await call(createClient({ method }), action, { Filters: fill(filters, known), Limit: 100 })
        const found = (answer[set] as readonly Record<string, string>[]).map((item) => item[id])
        assert.deepEqual(new Set(found), new Set(fill(ids, known) as readonly string[]), method)
        assert.equal(answer.TotalCount, ids.length, method)
      }
    })
  }
})
