import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../e2e/harness/wait.ts'
import { currentSdk } from '../support/ecs-client.ts'
import { ecsNames } from '../support/fleet.ts'

const call = currentSdk()

interface Result {
  readonly InvocationStatus: string
  readonly Repeats: number
  readonly Output: string
}
const results = async (InvokeId: unknown, IncludeHistory = false): Promise<readonly Result[]> => {
  const { Invocation } = await call('DescribeInvocationResults', {
    InvokeId,
    IncludeHistory,
    ContentEncoding: 'PlainText',
  })
  return (Invocation as { readonly InvocationResults: { readonly InvocationResult: readonly Result[] } })
    .InvocationResults.InvocationResult
}

test('what runs every ten seconds fires on its host, is changed, and stops', async () => {
  const { InvokeId } = await call('RunCommand', {
    Type: 'RunShellScript',
    CommandContent: 'echo fired',
    InstanceId: [ecsNames.cvm],
    Frequency: '*/10 * * * * ?',
    Timeout: 10,
  })
  await eventually('two firings', async () => {
    const history = await results(InvokeId, true)
    return history.filter(({ InvocationStatus }) => InvocationStatus === 'Success').length >= 2
  })
  const [second, first] = (await results(InvokeId, true)).slice(-2)
  assert.deepEqual([first?.Repeats, second?.Repeats, first?.Output], [1, 2, 'fired\n'])
  await call('ModifyInvocationAttribute', { InvokeId, CommandContent: 'echo changed' })
  await eventually('the change', async () => (await results(InvokeId, true))[0]?.Output === 'changed\n')
  await call('StopInvocation', { InvokeId })
  await eventually('its end', async () => (await results(InvokeId))[0]?.InvocationStatus === 'Terminated')
})
