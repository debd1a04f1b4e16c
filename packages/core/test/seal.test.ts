import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Command, CommandDraft } from '../src/commands/command.ts'
import { openCommand, sealDraft } from '../src/commands/seal.ts'

/** Turns bytes over, so that what is sealed cannot be taken for what is clear. */
const turned = (bytes: Uint8Array) => bytes.map((byte) => 255 - byte)
const vault = { seal: turned, open: turned }

const draft: CommandDraft = {
  name: 'backup',
  description: '',
  type: 'shell',
  content: Buffer.from('backup --key {{tat-hidden:key}} --to {{place}}'),
  timeoutSeconds: 60,
  workingDirectory: '',
  userName: '',
  parametersEnabled: true,
  parameterDefaults: [
    { name: 'key', value: 'hunter2', description: 'of the vault' },
    { name: 'place', value: '/srv', description: '' },
  ],
  delivery: { bucketUrl: '', keyPrefix: '' },
  tags: {},
}

test('what is stored of a command shows no secret, and a run has it again', () => {
  const sealed = sealDraft(vault, 1, draft)
  assert.deepEqual(
    sealed.parameterDefaults.map(({ value }) => value),
    ['******', '/srv'],
  )
  assert.ok(!Buffer.from(sealed.sealedDefaults ?? []).includes('hunter2'))
  const stored: Command = {
    ...sealed,
    ...{ id: 1, accountId: 1, createdBy: 'user', scenes: [], saved: true, createdAt: 0, updatedAt: 0 },
  }
  assert.deepEqual(openCommand(vault, stored).parameterDefaults, draft.parameterDefaults)
})

test('a command without secrets has nothing sealed', () => {
  const sealed = sealDraft(vault, 1, { ...draft, content: Buffer.from('{{key}}') })
  assert.equal(sealed.sealedDefaults, undefined)
  assert.deepEqual(sealed.parameterDefaults, draft.parameterDefaults)
})
