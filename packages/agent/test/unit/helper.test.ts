import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Helper } from '../../src/execute/helper.ts'
import { handClock } from '../support/hand-clock.ts'

const shape = { limit: 1, cgroup: '', streams: 'output', cookie: 'cookie', shell: '', script: '' } as const

test('an executor that never answers is given up, and so is the helper that waits for it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-helper-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const silent = join(folder, 'silent.sh')
  writeFileSync(silent, 'while read -r line; do :; done\n')
  const clock = handClock()
  const helper = new Helper({ executor: silent, starter: '' }, folder, clock)
  for (const name of ['first', 'second']) {
    const prepared = helper.prepare(name, shape)
    prepared.catch(() => {})
    await clock.pass(30_000)
    await assert.rejects(prepared, /the helper that starts scripts was killed/)
  }
})
