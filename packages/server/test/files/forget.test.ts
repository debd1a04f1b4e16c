import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import type { NewInvocation } from '@muster/core'
import { openInlineStore } from '@muster/store'
import { forget } from '../../src/files/files.ts'
import { createUploads } from '../../src/files/uploads.ts'

const day = 86_400_000

function sending(sha256: string): NewInvocation {
  const how = {
    type: 'shell',
    ...{ content: new Uint8Array(), timeoutSeconds: 60, workingDirectory: '', userName: '' },
    delivery: { bucketUrl: '', keyPrefix: '' },
  } as const
  const file = { name: 'a', folder: '/opt', mode: '0644', owner: '', group: '', existing: 'keep' } as const
  return {
    ...{ accountId: 1, accessKeyId: undefined, userId: 1, commandName: 'a', description: '', source: 'user' },
    command: 'script',
    instanceKind: 'cvm',
    tags: {},
    execution: {
      ...{ ...how, profile: 'plain', termination: 'processTree', output: 'merged', repeat: undefined },
      file: { ...file, encoding: 'plain', upload: { sha256, size: 1 } },
    },
    ...{ parameters: undefined, defaultParameters: undefined, sealedSecrets: undefined, createdAt: 1 },
    tasks: [{ instanceIds: [1], state: 'delayed', cause: '', dueAt: 10 ** 14 }],
  }
}

test('a file goes a day after its last use, unless a host has yet to fetch it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-forget-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const store = openInlineStore({ path: ':memory:' })
  t.after(() => store.close())
  const uploads = createUploads(folder, () => undefined)
  const put = async (text: string, at: number) => {
    const sha256 = createHash('sha256').update(text).digest('hex')
    await uploads.begin({ accountId: 1, sha256 }, text.length, at)
    await uploads.write({ accountId: 1, sha256 }, 0, Buffer.from(text))
    await uploads.use({ accountId: 1, sha256 }, at)
    return sha256
  }
  const now = 10 * day
  await put('a', now - day - 1)
  const young = await put('b', now - day + 1)
  const awaited = await put('c', 0)
  const { id } = await store.createInvocation(sending(awaited))
  await forget({ store, clock: { now: () => now } }, uploads)
  assert.deepEqual(readdirSync(join(folder, '1')).sort(), [young, awaited].sort())
  await store.cancelInvocation({ invocationId: id, instanceIds: undefined, at: now })
  await forget({ store, clock: { now: () => now } }, uploads)
  assert.deepEqual(readdirSync(join(folder, '1')), [young])
})
