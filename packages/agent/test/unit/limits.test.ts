import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createGuard } from '../../src/limits/guard.ts'
import { type Limits, refusalBy } from '../../src/limits/limits.ts'
import { openLimits } from '../../src/limits/limits-file.ts'
import { makePlan } from '../support/plans.ts'
import { withoutRoot } from '../support/shared-agent.ts'

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')
const plan = (script: string, userName = '') => makePlan({ sequence: 1, userName }, script)

const rules: readonly (readonly [about: string, limits: Limits, script: string, user: string, refused?: RegExp])[] = [
  ['nothing is limited', {}, 'id', ''],
  ['only told that it is there', { observeOnly: true, users: ['root'] }, 'id', 'root', /lets nothing run on it/],
  ['a user that is allowed', { users: ['deploy', 'root'] }, 'id', 'deploy'],
  ['a user that is not', { users: ['deploy'] }, 'id', 'root', /run as "root"/],
  ["the agent's own user, unnamed", { users: ['deploy'] }, 'id', '', /run as "agent"/],
  ["the agent's own user, allowed", { users: ['agent'] }, 'id', ''],
  ['nobody', { users: [] }, 'id', 'deploy', /run as "deploy"/],
  ['a script that is allowed', { scripts: [hashOf('id')] }, 'id', ''],
  ['a script with one byte more', { scripts: [hashOf('id')] }, 'id\n', '', new RegExp(hashOf('id\n'))],
  ['no script', { scripts: [] }, 'id', '', /has not allowed this script/],
  ['both must fit', { users: ['deploy'], scripts: [hashOf('id')] }, 'id', 'root', /run as "root"/],
]
for (const [about, limits, script, user, refused] of rules)
  test(`limits of a host: ${about}`, () => {
    const refusal = refusalBy(limits, plan(script, user), 'agent')
    if (refused) assert.match(String(refusal), refused)
    else assert.equal(refusal, undefined)
  })

test('limits of a host: no launcher where only some scripts may run', () => {
  const launched = { ...plan('id'), launcher: { words: ['python3', '\0'], extension: '.py' } }
  assert.match(String(refusalBy({ scripts: [hashOf('id')] }, launched, 'agent')), /a launcher could run anything/)
  assert.equal(refusalBy({ users: ['agent'] }, launched, 'agent'), undefined)
})

function setUp(t: TestContext, presence: 'given' | 'looked for' = 'looked for') {
  const folder = mkdtempSync(join(tmpdir(), 'muster-limits-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'limits.json')
  return { folder, path, read: openLimits({ path, presence, uid: process.getuid?.() ?? 0 }) }
}
const problemOf = (limits: ReturnType<ReturnType<typeof openLimits>>) => ('problem' in limits ? limits.problem : '')

test('limits are read again when their file has come, changed or gone', (t) => {
  const { path, read } = setUp(t)
  assert.deepEqual(read(), {})
  writeFileSync(path, '{"users": ["deploy"]}')
  assert.deepEqual(read(), { users: ['deploy'] })
  assert.equal(read(), read())
  writeFileSync(`${path}.new`, '{"observeOnly": true}')
  renameSync(`${path}.new`, path)
  assert.deepEqual(read(), { observeOnly: true })
  rmSync(path)
  assert.deepEqual(read(), {})
})

test('a file of limits that cannot be understood closes the host', (t) => {
  const { path, read } = setUp(t)
  for (const text of [
    '',
    '{',
    '[]',
    'null',
    '{"user": ["deploy"]}',
    '{"scripts": ["abc"]}',
    '{"observeOnly": "yes"}',
  ]) {
    writeFileSync(path, text)
    assert.match(problemOf(read()), /limits\.json/, text)
  }
  rmSync(path)
  mkdirSync(path)
  assert.match(problemOf(read()), /cannot be read/)
})

test('a file of limits that others may write to closes the host', (t) => {
  const { folder, path, read } = setUp(t)
  writeFileSync(path, '{}')
  chmodSync(path, 0o666)
  assert.match(problemOf(read()), /others may write to .*limits\.json$/)
  chmodSync(path, 0o644)
  assert.deepEqual(read(), {})
  rmSync(path)
  const open = join(folder, 'open')
  mkdirSync(open)
  chmodSync(open, 0o777)
  writeFileSync(join(open, 'limits.json'), '{}', { mode: 0o600 })
  symlinkSync(join(open, 'limits.json'), path)
  assert.match(problemOf(read()), /others may write to the folder of/)
})

test('a file of limits of another user closes the host', { skip: withoutRoot }, (t) => {
  const { path, read } = setUp(t)
  writeFileSync(path, '{}', { mode: 0o600 })
  chownSync(path, 65_534, 65_534)
  assert.match(problemOf(read()), /belongs to another user/)
})

test('a file of limits that was named must be there, and no agent starts with one that it cannot read', (t) => {
  const { path, read } = setUp(t, 'given')
  const lines: string[] = []
  const log = { info: (line: string) => lines.push(line), warn: () => {} }
  assert.match(problemOf(read()), /there is no file of limits/)
  assert.throws(() => createGuard(read, 'agent', log), /there is no file of limits/)
  writeFileSync(path, '{"users": ["deploy"]}')
  const guard = createGuard(read, 'agent', log)
  assert.equal(guard()(plan('id', 'deploy')), undefined)
  assert.match(String(guard()(plan('id'))), /run as "agent"/)
  rmSync(path)
  assert.match(String(guard()(plan('id', 'deploy'))), /cannot be read/)
  assert.deepEqual(lines.length, 2)
})
