import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { installPrograms } from '../src/execute/install-programs.ts'
import { searchPath } from '../src/execute/shells.ts'
import { setStage } from './support/agent-process.ts'
import { makePlan } from './support/plans.ts'
import { remove } from './support/remove.ts'
import { until } from './support/until.ts'

/** The processes that run the shell programs of this folder. */
const executorsOf = (data: string): readonly string[] =>
  readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`${data}/executor-`)
    } catch {
      return false
    }
  })

test('an executor that its agent does not hold yet leaves with the agent, though its folder is gone', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'muster-left-'))
  t.after(() => rmSync(data, { recursive: true, force: true }))
  const folder = join(data, 'task')
  mkdirSync(folder)
  const { executor, starter } = await installPrograms(data)
  const helper = spawn('/bin/sh', [executor, starter], {
    cwd: data,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: searchPath, LC_ALL: 'C' },
  })
  t.after(() => helper.kill('SIGKILL'))
  helper.stdin.write('1-1 task 1000 - cookie - - output\n')
  const [word] = await new Promise<string[]>((resolve) =>
    helper.stdout.once('data', (text) => resolve(String(text).split(' '))),
  )
  assert.equal(word, 'ready')
  rmSync(folder, { recursive: true })
  helper.stdin.end()
  await until('all to leave', () => executorsOf(data).length === 0)
})

test('a folder that cannot be entered is told, and the next executor is prepared', async (t) => {
  const data = mkdtempSync(join(tmpdir(), 'muster-left-'))
  t.after(() => rmSync(data, { recursive: true, force: true }))
  const { executor, starter } = await installPrograms(data)
  const helper = spawn('/bin/sh', [executor, starter], { cwd: data, stdio: ['pipe', 'pipe', 'ignore'] })
  t.after(() => helper.kill('SIGKILL'))
  const said = new Promise((resolve) => helper.stdout.once('data', (text) => resolve(String(text))))
  helper.stdin.write('1-1 nowhere 1000 - cookie - - output\n')
  assert.equal(await said, 'failed 1-1\n')
  helper.stdin.end()
})

test('of an agent that is killed among many tasks nothing stays, once its data folder is gone', async (t) => {
  const { server, start, data } = await setStage(t)
  const agent = start()
  await server.connected()
  server.deliver(Array.from({ length: 30 }, (_, index) => makePlan({ sequence: index + 1 }, 'true')))
  await server.event('finished', 1)
  await agent.kill()
  await remove(data)
  await until('all to leave', () => executorsOf(data).length === 0)
})
