import assert from 'node:assert/strict'
import { mkdtempSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { boundLog } from '../../src/up/bound-log.ts'

test('a log that is too long goes aside, and its writer goes on at the beginning', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-log-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const log = join(folder, 'agent.log')
  boundLog(log)
  writeFileSync(log, 'the first line\n')
  const writer = openSync(log, 'a')
  boundLog(log)
  assert.equal(readFileSync(log, 'utf8'), 'the first line\n')
  truncateSync(log, 17 * 1024 * 1024)
  boundLog(log)
  writeSync(writer, 'the next line\n')
  assert.equal(readFileSync(log, 'utf8'), 'the next line\n')
  assert.equal(statSync(`${log}.old`).size, 17 * 1024 * 1024)
})
