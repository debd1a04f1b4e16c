import assert from 'node:assert/strict'
import { test } from 'node:test'
import { callCli } from '../../e2e/harness/cli.ts'
import { call } from '../support/client.ts'
import { names, server } from '../support/fleet.ts'
import { client, ended, outputOf, start } from '../support/run.ts'

interface Invocation {
  readonly id: string
  readonly name: string
  readonly state: string
  readonly total: number
}
interface Document {
  readonly invocation: Invocation & { readonly script: string }
  readonly tasks: readonly {
    readonly instance: string
    readonly state: string
    readonly output: string
    readonly exitCode: number
  }[]
}

const instances = [names.cvm ?? '', names.cvm2 ?? '']

test('an invocation of the SDK is seen by the command line', async () => {
  const invocation = await start('echo 从SDK; exit 3', instances, { CommandName: 'from-sdk' })
  await ended(invocation)
  const { items } = (await callCli(server, ['invocations', '--limit', '1000'])) as {
    readonly items: readonly Invocation[]
  }
  const listed = items.find(({ id }) => id === invocation)
  assert.equal(listed?.name, 'from-sdk')
  assert.equal(listed?.total, 2)
  const shown = (await callCli(server, ['invocations', 'show', invocation])) as Document
  assert.equal(shown.invocation.script, 'echo 从SDK; exit 3')
  assert.deepEqual(new Set(shown.tasks.map(({ instance }) => instance)), new Set(instances))
  for (const task of shown.tasks) {
    assert.equal(task.output, '从SDK\n')
    assert.equal(task.exitCode, 3)
    assert.equal(task.state, 'failed')
  }
})

test('a run of the command line is seen by the SDK', async () => {
  const run = (await callCli(server, ['run', '--on', instances.join(','), '--', 'echo from the line'])) as Document
  assert.equal(run.invocation.state, 'succeeded')
  const tasks = await ended(run.invocation.id)
  assert.deepEqual(new Set(tasks.map(({ InstanceId }) => InstanceId)), new Set(instances))
  for (const task of tasks) {
    assert.equal(outputOf(task), 'from the line\n')
    assert.equal(task.TaskStatus, 'SUCCESS')
  }
})

test('a command of the SDK is run by the command line, and its instances are the same', async () => {
  await call(client, 'CreateCommand', {
    CommandName: 'shared-command',
    Content: Buffer.from('echo {{word}}').toString('base64'),
    EnableParameter: true,
  })
  const run = (await callCli(server, [
    'run',
    '--on',
    'tag:role=web',
    '--command',
    'shared-command',
    '--param',
    'word=一二',
  ])) as Document
  assert.deepEqual(
    run.tasks.map(({ instance, output }) => ({ instance, output })),
    [{ instance: names.managed, output: '一二\n' }],
  )
})
