import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '../src/clock.ts'
import { Helper } from '../src/execute/helper.ts'
import { installPrograms } from '../src/execute/install-programs.ts'
import { taskFile } from '../src/execute/task-file.ts'
import { deadSpec, type Spec } from '../src/tasks/spec.ts'
import { remove } from './support/remove.ts'

/** Runs one executor alone, with a home of its own: the profiles of this machine's users are not touched. */
async function runWithHome(profile: string, script: string): Promise<{ result: string; output: string }> {
  const root = mkdtempSync(join(tmpdir(), 'muster-profile-'))
  try {
    const [folder, home, scratch] = ['task', 'home', 'scratch'].map((name) => join(root, name)) as [
      string,
      string,
      string,
    ]
    for (const each of [folder, home, scratch]) mkdirSync(each)
    writeFileSync(join(home, '.bash_profile'), profile)
    writeFileSync(join(scratch, 'script'), script)
    const spec: Spec = {
      ...deadSpec({ sequence: 1, attempt: 1 }, 'task', 'boot', { outcome: 'cancelled', cause: '', at: 0 }),
      verdict: null,
      cookie: 'none',
      scratch,
      interpreter: { path: '/bin/sh', argument: '', named: '' },
      account: { name: 'someone', home, shell: '/bin/sh', ids: null },
      profile: 'login',
      outputLimit: 1000,
      timeoutSeconds: 30,
    }
    writeFileSync(join(folder, 'task'), taskFile(spec))
    const helper = new Helper(await installPrograms(root), root, systemClock)
    const ended = new Promise<void>((resolve) => helper.onEnded(() => resolve()))
    const { go } = await helper.prepare('task', {
      limit: 1000,
      cgroup: '',
      streams: 'output',
      cookie: 'none',
      shell: '',
      script: '',
    })
    go()
    await ended
    helper.close()
    const read = (name: string) => readFileSync(join(folder, name), 'utf8')
    return { result: read('result').trim(), output: read('output') }
  } finally {
    await remove(root)
  }
}

test('a login profile sets the environment, and its noise is not output', async () => {
  const profile = 'echo noise; echo noise >&2; export FROM_PROFILE=yes; set -eu; cat; cd /'
  const { result, output } = await runWithHome(profile, 'echo "$FROM_PROFILE"; false; echo on')
  assert.deepEqual([result, output], ['done itself 0 exec 0 0', 'yes\non\n'])
})

test('a login profile that is damaged does not prevent the script', async () => {
  const { result, output } = await runWithHome('if [ then; export A=', 'echo ran')
  assert.deepEqual([result, output], ['done itself 0 exec 0 0', 'ran\n'])
})

test('a login profile that ends the shell is told as the reason why nothing ran', async () => {
  const { result, output } = await runWithHome('exit 3', 'echo ran')
  assert.deepEqual([result, output], ['done itself 3 begun 0 0', ''])
})
