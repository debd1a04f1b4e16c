import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Follower } from '../../src/execute/follow.ts'

/** Watches that the kernel holds for this process. */
function watches(): number {
  const infos = readdirSync('/proc/self/fdinfo').map((name) => {
    try {
      return readFileSync(`/proc/self/fdinfo/${name}`, 'utf8')
    } catch {
      return ''
    }
  })
  return infos.join('').split('inotify wd:').length - 1
}

test('a folder that is followed a second time, by the executor that it waited for, is let go as a whole', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-follow-'))
  const later: (() => void)[] = []
  const follower = new Follower({ now: () => 0, after: (_, run) => void later.push(run) })
  t.after(() => {
    follower.close()
    rmSync(folder, { recursive: true })
  })
  const before = watches()
  follower.add(folder, () => {}, 'now')
  follower.add(folder, () => {}, 'later')
  for (const run of later) run()
  assert.equal(watches() - before, 1)
  follower.remove(folder)
  assert.equal(watches() - before, 0)
})
