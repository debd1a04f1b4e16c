import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Command, createNativeIds, createPublicIds } from '@muster/core'
import { commandView } from '../../src/api/views.ts'

test('the default of a secret parameter is not shown', () => {
  const command: Command = {
    id: 1,
    accountId: 1,
    name: 'greet',
    description: '',
    type: 'shell',
    content: Buffer.from('login {{user}} {{tat-hidden:password}}'),
    timeoutSeconds: 60,
    workingDirectory: '',
    userName: '',
    parametersEnabled: true,
    parameterDefaults: [
      { name: 'user', value: 'ann', description: '' },
      { name: 'password', value: 'hunter2', description: '' },
    ],
    delivery: { bucketUrl: '', keyPrefix: '' },
    tags: {},
    createdBy: 'user',
    saved: true,
    createdAt: 0,
    updatedAt: 0,
  }
  const ids = createNativeIds(createPublicIds(Buffer.from('0123456789abcdef')))
  assert.deepEqual(commandView(ids, command).parameters, { user: 'ann', password: '******' })
})
