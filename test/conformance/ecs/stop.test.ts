import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventually } from '../../e2e/harness/wait.ts'
import { currentSdk } from '../support/ecs-client.ts'
import { ecsNames } from '../support/fleet.ts'

const call = currentSdk()
const run = (CommandContent: string, more: object = {}) =>
  call('RunCommand', { Type: 'RunShellScript', CommandContent, InstanceId: [ecsNames.cvm], ...more })

interface Result {
  readonly InvocationStatus: string
  readonly ErrorCode: string
  readonly Output: string
}

async function resultOf(InvokeId: unknown): Promise<Result> {
  const { Invocation } = await call('DescribeInvocationResults', { InvokeId, ContentEncoding: 'PlainText' })
  const [result] = (Invocation as { readonly InvocationResults: { readonly InvocationResult: readonly Result[] } })
    .InvocationResults.InvocationResult
  assert.ok(result)
  return result
}

const ended = (InvokeId: unknown) =>
  eventually('the run to end', async () => {
    const result = await resultOf(InvokeId)
    return !/^(Pending|Running|Stopping)$/.test(result.InvocationStatus) && result
  })

/** Starts a child, tells its number, and waits for it. */
const family = 'sleep 300 >/dev/null 2>&1 & echo child $!; wait'

for (const [TerminationMode, fate] of [
  ['Process', 'alive'],
  ['ProcessTree', 'gone'],
] as const)
  test(`a stop by ${TerminationMode} leaves the children of the script ${fate}`, async () => {
    const { InvokeId } = await run(family, { TerminationMode, Timeout: 900 })
    const child = await eventually(
      'the child to be told',
      async () => /child (\d+)/.exec((await resultOf(InvokeId)).Output)?.[1],
    )
    await call('StopInvocation', { InvokeId })
    assert.equal((await ended(InvokeId)).InvocationStatus, 'Terminated')
    // One that nobody has buried yet is gone all the same.
    const look = await run(
      `case $(cut -d' ' -f3 /proc/${child}/stat) in ''|Z) echo gone;; *) echo alive; kill ${child};; esac 2>/dev/null`,
    )
    assert.equal((await ended(look.InvokeId)).Output, `${fate}\n`)
  })

test('what cannot start says why', async () => {
  const user = await run('true', { Username: 'nobody-of-this-name' })
  const { InvocationStatus, ErrorCode } = await ended(user.InvokeId)
  assert.deepEqual([InvocationStatus, ErrorCode], ['Error', 'AccountNotExists'])
  const place = await run('true', { WorkingDir: '/no/such/place' })
  assert.equal((await ended(place.InvokeId)).ErrorCode, 'DirectoryNotExists')
})
