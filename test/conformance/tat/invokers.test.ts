import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callCli } from '../../e2e/harness/cli.ts'
import { eventually } from '../../e2e/harness/wait.ts'
import { call } from '../support/client.ts'
import { names, server } from '../support/fleet.ts'
import { client, encode, ended, outputOf } from '../support/run.ts'

interface Fire {
  readonly InvokeTime: string
  readonly InvocationId: string
  readonly Result: string
  readonly Reason: string
}

const inSeconds = (seconds: number) => `${new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19)}Z`

/** The time of a schedule is told once its command is there, or it may have passed. */
async function create(settings: () => object): Promise<string> {
  const name = `invoked-${Math.random().toString(36).slice(2)}`
  const { CommandId } = await call(client, 'CreateCommand', { CommandName: name, Content: encode('echo by itself') })
  const made = await call(client, 'CreateInvoker', {
    Name: name,
    Type: 'SCHEDULE',
    CommandId,
    InstanceIds: [names.cvm, names.cvm2],
    ScheduleSettings: settings(),
  })
  return String(made.InvokerId)
}

const firesOf = async (invoker: string) =>
  (await call(client, 'DescribeInvokerRecords', { InvokerIds: [invoker] })).InvokerRecordSet as readonly Fire[]

test('an invoker runs its command at its time, once, and the record tells the result', async () => {
  let InvokeTime = ''
  const invoker = await create(() => {
    InvokeTime = inSeconds(2)
    return { Policy: 'ONCE', InvokeTime }
  })
  const fire = await eventually('the invoker to run', async () => (await firesOf(invoker))[0])
  assert.equal(Date.parse(fire.InvokeTime), Date.parse(InvokeTime))
  const tasks = await ended(fire.InvocationId)
  assert.deepEqual(new Set(tasks.map(({ InstanceId }) => InstanceId)), new Set([names.cvm, names.cvm2]))
  for (const task of tasks) assert.equal(outputOf(task), 'by itself\n')
  const fires = await firesOf(invoker)
  assert.deepEqual(
    fires.map(({ Result, Reason }) => [Result, Reason]),
    [['SUCCESS', 'ran: on time']],
  )
  const { InvocationSet } = await call(client, 'DescribeInvocations', { InvocationIds: [fire.InvocationId] })
  assert.equal((InvocationSet as readonly { readonly InvocationSource: string }[])[0]?.InvocationSource, 'INVOKER')
  for (const { InvocationSource } of tasks as unknown as readonly { readonly InvocationSource: string }[])
    assert.equal(InvocationSource, 'INVOKER')
})

test('one that is disabled does not run', async () => {
  const far = () => ({ Policy: 'ONCE', InvokeTime: '2099-01-01T00:00:00Z' })
  const [invoker, after] = [await create(far), await create(far)]
  await call(client, 'DisableInvoker', { InvokerId: invoker })
  const [soon, later] = [inSeconds(2), inSeconds(3)]
  for (const [InvokerId, InvokeTime] of [
    [invoker, soon],
    [after, later],
  ])
    await call(client, 'ModifyInvoker', { InvokerId, ScheduleSettings: { Policy: 'ONCE', InvokeTime } })
  await eventually('a later one to run', async () => (await firesOf(after))[0])
  assert.deepEqual(await firesOf(invoker), [])
  await call(client, 'EnableInvoker', { InvokerId: invoker })
  const [fire] = await firesOf(invoker)
  assert.deepEqual(
    [fire?.Result, fire?.InvocationId, fire?.Reason],
    ['FAILED', '', 'disabled: the schedule was disabled'],
  )
})

test('an invoker of the SDK is a schedule of the command line, and the other way round', async () => {
  const invoker = await create(() => ({ Policy: 'RECURRENCE', Recurrence: '30 2 * * *' }))
  const shown = (await callCli(server, ['schedules', 'show', invoker])) as {
    readonly rule: object
    readonly nextTimes: readonly string[]
  }
  assert.deepEqual(shown.rule, { kind: 'cron', expression: '30 2 * * *', zone: 'Asia/Shanghai' })
  for (const time of shown.nextTimes) assert.equal(time.slice(11), '18:30:00.000Z')
  const { times } = (await callCli(server, ['schedules', 'preview', invoker])) as { readonly times: readonly string[] }
  assert.equal(times.length, 20)

  await callCli(server, ['commands', 'create', '--name', 'from-line', '--', 'echo hello'])
  const rule = ['--cron', '0 3 * * 1-5', '--zone', 'Europe/Berlin']
  const made = (await callCli(server, [
    ...['schedules', 'create', '--name', 'from-line', '--command', 'from-line', '--on', String(names.cvm), ...rule],
  ])) as { readonly id: string }
  const { InvokerSet } = await call(client, 'DescribeInvokers', { InvokerIds: [made.id] })
  const [seen] = InvokerSet as readonly { readonly Name: string; readonly ScheduleSettings: { Recurrence: string } }[]
  assert.deepEqual([seen?.Name, seen?.ScheduleSettings.Recurrence], ['from-line', 'CRON_TZ=Europe/Berlin 0 3 * * 1-5'])
})
