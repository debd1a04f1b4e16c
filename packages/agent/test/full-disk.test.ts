import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { isAlive, parseIdentity } from '../src/execute/processes.ts'
import { setStage } from './support/agent-process.ts'
import { makePlan } from './support/plans.ts'
import { withoutRoot } from './support/shared-agent.ts'
import { until } from './support/until.ts'

/** Takes what is left, to the last byte. */
function fill(path: string): void {
  const file = openSync(path, 'w')
  for (let block = Buffer.alloc(1 << 20); block.length > 0; )
    try {
      writeSync(file, block)
    } catch {
      block = block.subarray(0, block.length >> 1)
    }
  closeSync(file)
}

async function onFullDisk(t: Parameters<typeof setStage>[0], script: (go: string) => string, timeoutSeconds: number) {
  const { server, start, data } = await setStage(t)
  const tasks = join(data, 'tasks')
  const [ballast, go] = [join(tasks, 'ballast'), join(data, 'go')]
  mkdirSync(tasks, { mode: 0o700 })
  // Above the 64 MiB that an agent keeps free for what runs.
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=72m,mode=700', 'tmpfs', tasks])
  try {
    start()
    await server.connected()
    server.deliver([makePlan({ sequence: 1, timeoutSeconds }, script(go))])
    await server.event('output', 1)
    const running = parseIdentity(readFileSync(join(tasks, '1-1/mark'), 'utf8').trim().split(' ').slice(1))
    assert.ok(running)
    fill(ballast)
    closeSync(openSync(go, 'w'))
    await until('the script to end', () => !isAlive(running))
    rmSync(ballast)
    return { end: await server.event('finished', 1), output: server.output(1).toString() }
  } finally {
    execFileSync('umount', ['--lazy', tasks])
  }
}

test('a deadline holds on a full disk, and its end is told when there is room', { skip: withoutRoot }, async (t) => {
  const { end, output } = await onFullDisk(t, () => 'echo a; exec sleep 300', 3)
  assert.deepEqual([end.outcome, end.exitCode, output], ['timedOut', 143, 'a\n'])
})

test('a script that ends on a full disk has its true end, long before its deadline', {
  skip: withoutRoot,
}, async (t) => {
  const { end, output } = await onFullDisk(t, (go) => `echo a; while [ ! -e ${go} ]; do sleep 0.02; done; exit 7`, 600)
  assert.deepEqual([end.outcome, end.exitCode, output], ['exited', 7, 'a\n'])
})

test('an output that found no room is lost, and no shorter one is told as if it were all', {
  skip: withoutRoot,
}, async (t) => {
  const write = (go: string) => `echo a; while [ ! -e ${go} ]; do sleep 0.02; done; head -c 20000 /dev/zero; exit 0`
  const { end } = await onFullDisk(t, write, 600)
  assert.equal(end.outcome, 'lost')
  assert.match(end.cause, /disk of the host was full/)
})
