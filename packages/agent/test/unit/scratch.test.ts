import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openScratch } from '../../src/execute/scratch.ts'

test('a folder that cannot be removed is left with a warning: its task has ended all the same', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-scratch-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const warnings: string[] = []
  const log = { info: () => {}, warn: (message: string) => void warnings.push(message) }
  const scratch = await openScratch('unit-test', folder, log)
  const given = await scratch.write(scratch.reserve(''), 'script', Buffer.from('true'), [], null)
  // The kernel's own, whoever asks.
  const kept = `/proc/${process.pid}/fdinfo`
  scratch.remove(kept)
  assert.equal(warnings.filter((message) => message.includes(kept)).length, 1)
  scratch.remove(given)
  await scratch.close()
})
