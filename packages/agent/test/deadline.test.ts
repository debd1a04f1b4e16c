import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setStage } from './support/agent-process.ts'
import { makePlan } from './support/plans.ts'
import { until } from './support/until.ts'

/** What a process runs, or nothing where it has just ended. */
const commandOf = (pid: string): string => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
  } catch {
    return ''
  }
}

/** The programs that a process has started. */
const childrenOf = (pid: number): readonly string[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(commandOf)

test('a guard that hears of its task twice, the second time late, holds the deadline all the same', async (t) => {
  const { server, start, data } = await setStage(t)
  const go = join(data, 'go')
  start()
  await server.connected()
  server.deliver([makePlan({ sequence: 1, timeoutSeconds: 40 }, `while [ ! -e ${go} ]; do sleep 0.1; done; echo b`)])
  const file = join(data, 'tasks/1-1/guard')
  const guard = await until('the guard', () => existsSync(file) && Number(readFileSync(file, 'utf8').split(' ')[0]))
  // It sleeps 60 s at a time before it has a task.
  await until('the deadline to be waited for', () => childrenOf(guard).some((child) => /^sleep (?!60 )/.test(child)))
  process.kill(guard, 'SIGHUP')
  writeFileSync(go, '')
  const end = await server.event('finished', 1)
  assert.deepEqual([end.outcome, end.exitCode, end.cause], ['exited', 0, ''])
  assert.equal(server.output(1).toString(), 'b\n')
})
