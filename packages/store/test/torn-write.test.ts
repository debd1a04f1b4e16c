import assert from 'node:assert/strict'
import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSqliteStore } from '../src/index.ts'
import { temporaryFolder } from './support/engines.ts'
import { checkIntegrity } from './support/integrity.ts'
import { all, invocation, pending } from './support/samples.ts'

const logHeader = 32
const frame = 24 + 4096

/** What the log holds, without the room ahead of it: each frame repeats the salt of the head. */
function usedOf(log: Buffer): number {
  let end = logHeader
  while (end < log.length && log.subarray(end + 8, end + 16).equals(log.subarray(16, 24))) end += frame
  return end
}

/** A record of so many invocations, the length of its log after each, and a copy of both files as a crash leaves them. */
async function crashed(folder: string, count: number) {
  const path = join(folder, 'muster.db')
  const store = await openSqliteStore({ path })
  const lengths: number[] = []
  for (let n = 0; n < count; n += 1) {
    await store.createInvocation(invocation([pending(1), pending(2)]))
    lengths.push(usedOf(readFileSync(`${path}-wal`)))
  }
  const copy = join(folder, 'copy.db')
  copyFileSync(path, copy)
  copyFileSync(`${path}-wal`, `${copy}-wal`)
  await store.close()
  return { copy, log: readFileSync(`${copy}-wal`), lengths }
}

async function readBack(path: string): Promise<number> {
  const store = await openSqliteStore({ path })
  const { items } = await store.listInvocations(1, {}, all)
  const { total } = await store.listTasks(1, { invocationIds: items.map(({ id }) => id) }, all)
  assert.equal(total, items.length * 2, 'an invocation is there without its tasks')
  await store.createInvocation(invocation([pending(1)]))
  await store.close()
  return items.length
}

test('the log is written into a file that is longer already', async (t) => {
  const { log, lengths } = await crashed(temporaryFolder(t), 2)
  assert.ok(log.length - usedOf(log) >= 1024 * 1024)
  assert.equal(
    log.subarray(lengths.at(-1)).findIndex((byte) => byte !== 0),
    -1,
  )
})

const count = 12
const tears = ['cut short', 'filled with zeros', 'filled with noise'] as const

for (const tear of tears)
  test(`a last write that is ${tear} takes nothing with it that was stored before`, async (t) => {
    const folder = temporaryFolder(t)
    const { copy, log, lengths } = await crashed(folder, count)
    const original = readFileSync(copy)
    for (const at of [logHeader, ...lengths.map((length) => length - 1000), ...lengths]) {
      writeFileSync(copy, original)
      const torn = Buffer.from(log)
      torn.fill(tear === 'filled with noise' ? 0x5a : 0, at)
      writeFileSync(`${copy}-wal`, torn)
      if (tear === 'cut short') truncateSync(`${copy}-wal`, at)
      const whole = lengths.filter((length) => length <= at).length
      assert.equal(await readBack(copy), whole, `torn at ${at}`)
      assert.equal(checkIntegrity(copy), 'ok')
    }
  })
