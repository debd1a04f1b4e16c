import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { MusterError } from '@muster/core'
import { admitting, alwaysRoom, waitingBytes } from '../src/admission.ts'
import type { Unit } from '../src/engine.ts'
import { openSqliteStore } from '../src/index.ts'
import { temporaryFolder } from './support/engines.ts'
import { claimAll, draft, finished, invocation, output, pending, registerCode, report } from './support/samples.ts'

const full = new MusterError('StorageFull', 'no room')
const isFull = { name: 'StorageFull' }
const isBusy = { name: 'Overloaded' }

test('without room nothing new begins, and what runs is stopped, recorded and ended', async (t) => {
  let room = alwaysRoom
  const path = join(temporaryFolder(t), 'muster.db')
  const store = await openSqliteStore({ path, room: () => room() })
  t.after(() => store.close())
  const { firstTaskId: task, id } = await store.createInvocation(invocation([pending(1), pending(2)]))
  await claimAll(store, [1])

  room = () => full
  await assert.rejects(store.createInvocation(invocation([pending(1)])), isFull)
  await assert.rejects(store.createCommand({ accountId: 1, draft: draft({ name: 'new' }), at: 1 }), isFull)
  await assert.rejects(store.createRegisterCode(registerCode()), isFull)
  const [outcome] = await report(store, 1, [output(task, 0, 'text'), finished(task, 4)])
  assert.equal(outcome?.state, 'succeeded')
  const { moves } = await store.cancelInvocation({ invocationId: id, instanceIds: undefined, at: 4000 })
  assert.deepEqual(
    moves.map(({ to }) => to),
    ['cancelled'],
  )

  room = alwaysRoom
  await store.createInvocation(invocation([pending(1)]))
})

const large: Unit = {
  operation: 'createCommand',
  input: { accountId: 1, draft: draft({ content: new Uint8Array(16 * 1024 * 1024) }), at: 1 },
  audit: undefined,
}
const cancel: Unit = { operation: 'cancelInvocation', input: {}, audit: undefined }

test('beyond its bound no call joins those that wait for the writer, until some are stored', async () => {
  const stored: (() => void)[] = []
  const write = admitting(() => new Promise<void>((resolve) => stored.push(resolve)), alwaysRoom)
  const waiting: Promise<unknown>[] = []
  for (let bytes = 0; bytes < waitingBytes; bytes += 16 * 1024 * 1024) waiting.push(write(large))
  await assert.rejects(write(large), isBusy)
  const cancelled = write(cancel)
  for (const done of stored.splice(0)) done()
  await Promise.all([...waiting, cancelled])
  const next = write(large)
  for (const done of stored) done()
  await next
})

test('small calls are counted by what they hold beside their input', async () => {
  const write = admitting(() => new Promise(() => {}), alwaysRoom)
  const small: Unit = { operation: 'createInvocation', input: invocation([pending(1)]), audit: undefined }
  let refused = 0
  const calls = Array.from({ length: 5000 }, () => write(small))
  for (const call of calls) call.catch(() => refused++)
  await new Promise(setImmediate)
  assert.ok(refused > 900 && refused < 1000, `${refused} were refused`)
})
