import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ask } from '../../e2e/harness/native.ts'
import { eventually } from '../../e2e/harness/wait.ts'
import { currentSdk } from '../support/ecs-client.ts'
import { ecsNames, server } from '../support/fleet.ts'

const call = currentSdk()

interface Result {
  readonly InstanceId: string
  readonly InvocationStatus: string
  readonly Output: string
  readonly ErrorCode: string
  readonly ErrorInfo: string
}

/** The results of a run that has ended, by instance. */
async function ended(InvokeId: unknown): Promise<ReadonlyMap<string, Result>> {
  const results = await eventually('the end', async () => {
    const { Invocation } = await call('DescribeInvocationResults', { InvokeId, ContentEncoding: 'PlainText' })
    const { InvocationResult } = (Invocation as { InvocationResults: { InvocationResult: readonly Result[] } })
      .InvocationResults
    const open = ['Pending', 'Running', 'Scheduled', 'Stopping']
    return InvocationResult.some((each) => open.includes(each.InvocationStatus)) ? undefined : InvocationResult
  })
  return new Map(results.map((each) => [each.InstanceId, each]))
}

const script = { Type: 'RunShellScript', InstanceId: [ecsNames.cvm] }
const run = async (params: object) => {
  const { InvokeId, CommandId } = await call('RunCommand', { ...script, ...params })
  return { InvokeId, CommandId, results: await ended(InvokeId) }
}
const only = (results: ReadonlyMap<string, Result>) => results.get(ecsNames.cvm ?? '') ?? assert.fail('no result')

test('a launcher runs a script of another language, from a command as from a call', async () => {
  const Launcher = 'python3 -u {{ACS::ScriptFileName|Ext(".py")}} "two words"'
  const CommandContent = 'import sys\nprint(sys.argv[0][-3:], sys.argv[1])'
  const { results } = await run({ CommandContent, Launcher })
  assert.equal(only(results).Output, '.py two words\n')
  const made = await call('CreateCommand', {
    ...{ Name: 'ecs-launched', Type: 'RunShellScript', Launcher },
    CommandContent: Buffer.from(CommandContent).toString('base64'),
  })
  const stored = await call('InvokeCommand', { CommandId: made.CommandId, InstanceId: [ecsNames.cvm] })
  assert.equal(only(await ended(stored.InvokeId)).Output, '.py two words\n')
  const other = await call('InvokeCommand', {
    ...{ CommandId: made.CommandId, InstanceId: [ecsNames.cvm], Launcher: 'no-such-program' },
  })
  const failed = only(await ended(other.InvokeId))
  assert.deepEqual([failed.InvocationStatus, failed.ErrorCode], ['Error', 'ExecutionException'])
  assert.match(failed.ErrorInfo, /"no-such-program" is not in the path/)
})

test('a container that is not on a host ends that instance in an error that says so', async () => {
  const result = only((await run({ CommandContent: 'true', ContainerName: 'muster-has-no-such-container' })).results)
  assert.deepEqual([result.InvocationStatus, result.ErrorCode, result.Output], ['Error', 'ExecutionException', ''])
  assert.match(result.ErrorInfo, /muster-has-no-such-container|runs no containers/)
})

test('what the server knows is filled in for each host', async () => {
  const { InvokeId, CommandId, results } = await run({
    ...{ InstanceId: [ecsNames.cvm, ecsNames.cvm2], EnableParameter: true },
    CommandContent:
      'echo {{ACS::InstanceId}} {{ACS::InstanceName}} {{ACS::RegionId}} {{ACS::InvokeId}} {{ACS::CommandId}} {{ACS::AccountId}}',
  })
  for (const [id, name] of [
    [ecsNames.cvm, 'cvm-1'],
    [ecsNames.cvm2, 'cvm-2'],
  ])
    assert.equal(results.get(id ?? '')?.Output, `${id} ${name} cn-hangzhou ${InvokeId} ${CommandId} 1\n`)
})

test('values come from the parameter store, and its secrets do not show', async () => {
  const set = (body: object) => ask(server, server.key, { method: 'POST', path: '/parameters', body })
  await set({ name: 'ecs-value', value: 'to be seen' })
  await set({ name: 'ecs-hidden', value: 'not to be seen', secret: true })
  const { results } = await run({
    ...{ EnableParameter: true },
    CommandContent: "printf '%s: %s.' '{{oos:ecs-value}}' '{{oos-secret:ecs-hidden}}' | tee /dev/stderr | wc -c",
  })
  assert.equal(only(results).Output, 'to be seen: ******.27\n')
})
