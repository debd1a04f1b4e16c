import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../e2e/harness/wait.ts'
import { call as callTat } from '../support/client.ts'
import { currentSdk } from '../support/ecs-client.ts'
import { ecsNames, names } from '../support/fleet.ts'
import { client, encode, ended, outputOf, start } from '../support/run.ts'

const call = currentSdk()
/** The same thing has the same body behind the prefix of either dialect. */
const bodyOf = (id: unknown) => String(id).split('-')[1]

interface Result {
  readonly InvokeId: string
  readonly InstanceId: string
  readonly InvocationStatus: string
  readonly Output: string
}
const resultsOf = async (invocation: string) => {
  const { Invocation } = await call('DescribeInvocationResults', { InvokeId: invocation, ContentEncoding: 'PlainText' })
  return (Invocation as { readonly InvocationResults: { readonly InvocationResult: readonly Result[] } })
    .InvocationResults.InvocationResult
}

test('what ECS runs, TAT shows and stops', async () => {
  const InstanceId = [ecsNames.cvm, ecsNames.lighthouse, ecsNames.managed]
  const run = { Type: 'RunShellScript', CommandContent: 'echo from ecs', InstanceId, Name: 'shared' }
  const { InvokeId } = await call('RunCommand', run)
  const tasks = await ended(`inv-${bodyOf(InvokeId)}`)
  assert.deepEqual(
    tasks.map((task) => [task.InstanceId, task.TaskStatus, outputOf(task)]),
    [names.cvm, names.lighthouse, names.managed].map((id) => [id, 'SUCCESS', 'from ecs\n']),
  )
  const long = { Type: 'RunShellScript', CommandContent: 'exec sleep 600', Timeout: 900, InstanceId: [ecsNames.cvm] }
  const stopped = await call('RunCommand', long)
  await callTat(client, 'CancelInvocation', { InvocationId: `inv-${bodyOf(stopped.InvokeId)}` })
  await eventually('the run to be stopped', async () => {
    const [result] = await resultsOf(String(stopped.InvokeId))
    return /^(Cancelled|Terminated)$/.test(result?.InvocationStatus ?? '')
  })
})

test('what TAT runs, ECS shows', async () => {
  const invocation = await start('echo from tat', [names.cvm ?? '', names.cvm2 ?? ''])
  await ended(invocation)
  const results = await resultsOf(`t-${bodyOf(invocation)}`)
  assert.deepEqual(
    results.map(({ InstanceId, InvocationStatus, Output }) => [InstanceId, InvocationStatus, Output]),
    [ecsNames.cvm, ecsNames.cvm2].map((id) => [id, 'Success', 'from tat\n']),
  )
})

test('a command of either dialect is one of the other', async () => {
  const name = 'two-worlds'
  const made = await callTat(client, 'CreateCommand', { CommandName: name, Content: encode('echo tat') })
  const { InvokeId } = await call('InvokeCommand', {
    CommandId: `c-${bodyOf(made.CommandId)}`,
    InstanceId: [ecsNames.cvm],
  })
  const [task] = await ended(`inv-${bodyOf(InvokeId)}`)
  assert.equal(task && outputOf(task), 'tat\n')
  const other = await call('CreateCommand', { Name: name, Type: 'RunShellScript', CommandContent: encode('echo ecs') })
  const id = `cmd-${bodyOf(other.CommandId)}`
  const { CommandSet } = await callTat(client, 'DescribeCommands', { CommandIds: [id] })
  const [shown] = CommandSet as readonly Readonly<Record<string, string>>[]
  assert.deepEqual([shown?.CommandName, shown?.Content], [name, encode('echo ecs')])
})
