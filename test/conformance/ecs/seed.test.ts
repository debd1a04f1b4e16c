import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTable } from '../support/fill.ts'

/** Source: seed 003, the parameters of InvokeCommand. */
const parameters =
  'ResourceGroupId CommandId RepeatMode Timed Frequency Parameters Username WindowsPasswordName InstanceId ContainerId ContainerName Timeout Tag ClientToken ResourceTag TerminationMode Launcher WorkingDir OssOutputDelivery'

test('every parameter of InvokeCommand is in a case', () => {
  const cases = [
    ...readTable<readonly { readonly params: object }[]>('actions', 'ecs'),
    ...readTable<readonly { readonly params: object }[]>('errors', 'ecs'),
  ]
  const used = new Set(cases.flatMap(({ params }) => Object.keys(params)))
  assert.deepEqual(
    parameters.split(' ').filter((name) => !used.has(name)),
    [],
  )
})
