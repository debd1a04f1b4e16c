import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { release } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { processesWhere } from './harness/processes.ts'
import { killGroup, makeFolder, startMuster } from './harness/programs.ts'
import { eventually } from './harness/wait.ts'

async function up(t: TestContext, folder: string, log: string) {
  const child = startMuster(['up', '--listen', '127.0.0.1:0', '--data', join(folder, 'data')], join(folder, log))
  t.after(() => killGroup(child, 'SIGKILL'))
  const screen = await eventually('the first result', () => {
    const text = readFileSync(join(folder, log), 'utf8')
    assert.equal(child.exitCode, null, text)
    return text.includes('npx muster run --all') && text
  })
  const exited = once(child, 'exit')
  child.kill('SIGTERM')
  const [code] = await exited
  return { screen, code: code as number | null }
}

test('the first start runs a command on this machine, and the second one knows it again', async (t) => {
  const folder = makeFolder(t)
  const first = await up(t, folder, 'first.log')
  assert.match(first.screen, /^muster \d+\.\d+ · http:\/\/127\.0\.0\.1:\d+ · data /)
  assert.ok(first.screen.includes(release()), first.screen)
  assert.match(first.screen, /ok in \d/)
  assert.equal(first.code, 0)

  const key = readFileSync(join(folder, 'data/admin.json'), 'utf8')
  const { secretKey } = JSON.parse(key) as { secretKey: string }
  for (const log of ['first.log', 'data/server.log', 'data/agent.log'])
    assert.ok(!readFileSync(join(folder, log), 'utf8').includes(secretKey), `${log} shows the secret`)

  const second = await up(t, folder, 'second.log')
  const instance = /ins-[0-9a-z]{8}/
  assert.equal(instance.exec(second.screen)?.[0], instance.exec(first.screen)?.[0])
  assert.equal(readFileSync(join(folder, 'data/admin.json'), 'utf8'), key)
  assert.equal(second.code, 0)
})

test('"npm start" that is told to stop leaves nothing running', async (t) => {
  const folder = makeFolder(t)
  const data = join(folder, 'data')
  const npm = spawn('npm', ['start', '--', '--listen', '127.0.0.1:0', '--data', data], {
    cwd: new URL('../..', import.meta.url),
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  t.after(() => killGroup(npm, 'SIGKILL'))
  let screen = ''
  npm.stdout.on('data', (text) => {
    screen += text
  })
  await eventually('the first result', () => screen.includes('npx muster run --all'))
  const exited = once(npm, 'exit')
  npm.kill('SIGTERM')
  await exited
  await eventually('the rest to leave', () => processesWhere('cwd', (place) => place.startsWith(data)).length === 0)
  assert.match(screen, /stopped\n$/)
})
