import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { leftovers } from '../src/execute/evidence.ts'
import { isAlive, parseIdentity, signalProcess, startOf } from '../src/execute/processes.ts'
import { setStage } from './support/agent-process.ts'
import { hasAppeared } from './support/appeared.ts'
import { makePlan } from './support/plans.ts'
import { until } from './support/until.ts'

const again = (url: string, data: string) => ['--server', url, '--data', data]

test('a script outlives its agent: its true end and all its output are told, and it ran once', async (t) => {
  const { server, start, url, data } = await setStage(t)
  const first = start()
  await server.connected()
  const [ran, go] = [join(data, 'ran'), join(data, 'go')]
  const script = `echo x >> ${ran}; echo before; while [ ! -e ${go} ]; do sleep 0.02; done; echo after; exit 42`
  server.deliver([makePlan({ sequence: 1 }, script)])
  await server.event('output', 1)
  await first.kill()
  writeFileSync(go, '')
  await until('the result', () => hasAppeared(join(data, 'tasks/1-1'), 'result'))
  start(again(url, data))
  const end = await server.event('finished', 1)
  assert.deepEqual([end.outcome, end.exitCode], ['exited', 42])
  assert.equal(server.output(1).toString(), 'before\nafter\n')
  assert.equal(readFileSync(ran, 'utf8'), 'x\n')
  assert.deepEqual([server.registrations, server.problems], [1, []])
})

test('a restarted agent follows a script that still runs', async (t) => {
  const { server, start, url, data } = await setStage(t)
  const first = start()
  await server.connected()
  const go = join(data, 'go')
  server.deliver([makePlan({ sequence: 1 }, `echo a; while [ ! -e ${go} ]; do sleep 0.02; done; echo b; exit 1`)])
  await server.event('output', 1)
  await first.kill()
  start(again(url, data))
  await server.connected()
  await until('the start to be told again', () => server.of('started', 1).length > 1)
  writeFileSync(go, '')
  assert.equal((await server.event('finished', 1)).exitCode, 1)
  assert.equal(server.output(1).toString(), 'a\nb\n')
})

test('a deadline holds without an agent', async (t) => {
  const { server, start, url, data } = await setStage(t)
  const first = start()
  await server.connected()
  server.deliver([makePlan({ sequence: 1, timeoutSeconds: 3 }, 'echo a; sleep 300')])
  await server.event('started', 1)
  await first.kill()
  await until('the result', () => hasAppeared(join(data, 'tasks/1-1'), 'result'))
  start(again(url, data))
  assert.equal((await server.event('finished', 1)).outcome, 'timedOut')
})

test('a cancel reaches a script that an earlier agent started', async (t) => {
  const { server, start, url, data } = await setStage(t)
  const first = start()
  await server.connected()
  server.deliver([makePlan({ sequence: 1 }, 'echo a; sleep 300')])
  await server.event('started', 1)
  await first.kill()
  start(again(url, data))
  await server.connected()
  server.send({ type: 'cancel', tasks: [{ sequence: 1, attempt: 1 }] })
  assert.equal((await server.event('finished', 1)).outcome, 'terminated')
})

test('a script whose executor was killed is lost, and nothing of it lives on', async (t) => {
  const { server, start, data } = await setStage(t)
  start()
  await server.connected()
  server.deliver([makePlan({ sequence: 1 }, 'echo a; sleep 300 & sleep 300')])
  await server.event('output', 1)
  const folder = join(data, 'tasks/1-1')
  const executor = parseIdentity(readFileSync(join(folder, 'executor'), 'utf8').trim().split(' ').slice(1))
  assert.ok(executor && isAlive(executor))
  const { cookie } = JSON.parse(readFileSync(join(folder, 'spec.json'), 'utf8'))
  process.kill(executor.pid, 'SIGKILL')
  const end = await server.event('finished', 1)
  assert.equal(end.outcome, 'lost')
  assert.match(end.cause, /executor was killed/)
  assert.deepEqual(leftovers(folder, cookie), [])
})

test('a script whose guard was killed is ended, and lost: nothing would hold its deadline', async (t) => {
  const { server, start, data } = await setStage(t)
  start()
  await server.connected()
  server.deliver([makePlan({ sequence: 1 }, 'trap "" TERM; echo $$; while :; do sleep 1; done')])
  await until('its output', () => server.output(1).length > 0)
  const [guard] = readFileSync(join(data, 'tasks/1-1/guard'), 'utf8').split(' ')
  process.kill(Number(guard), 'SIGKILL')
  const end = await server.event('finished', 1)
  assert.deepEqual([end.outcome, end.exitCode], ['lost', null])
  assert.match(end.cause, /ends the script in time/)
  const script = Number(server.output(1).toString())
  await until('the script to be gone', () => startOf(script) === undefined)
})

test('a task of an earlier boot is lost, and does not start', async (t) => {
  const { server, start, url, data } = await setStage(t)
  const first = start()
  await server.connected()
  server.deliver([makePlan({ sequence: 1 }, 'sleep 300')])
  await server.event('started', 1)
  await first.kill()
  const folder = join(data, 'tasks/1-1')
  const spec = JSON.parse(readFileSync(join(folder, 'spec.json'), 'utf8'))
  t.after(() => {
    for (const pid of leftovers(folder, spec.cookie)) signalProcess({ pid, start: startOf(pid) ?? '' }, 'SIGKILL')
  })
  writeFileSync(join(folder, 'spec.json'), JSON.stringify({ ...spec, boot: 'an earlier one' }))
  start(again(url, data))
  const end = await server.event('finished', 1)
  assert.deepEqual([end.outcome, end.cause], ['lost', 'the host restarted'])
})

test('a task that was accepted but not yet started is started by the next agent', async (t) => {
  const { server, start, url, data } = await setStage(t)
  const first = start()
  await server.connected()
  server.deliver([makePlan({ sequence: 1 }, 'echo once')])
  await server.event('finished', 1)
  await first.kill()
  // The state right after the journal: nothing but the spec, and the text in memory.
  const folder = join(data, 'tasks/1-1')
  const spec = JSON.parse(readFileSync(join(folder, 'spec.json'), 'utf8'))
  for (const name of readdirSync(folder)) if (name !== 'spec.json') rmSync(join(folder, name), { force: true })
  mkdirSync(spec.scratch, { recursive: true })
  writeFileSync(join(spec.scratch, 'script'), 'echo twice')
  server.events.length = 0
  start(again(url, data))
  await server.event('finished', 1)
  assert.equal(server.output(1).toString(), 'twice\n')
})

test('reports go on where the server holds the output, after a cut connection', async (t) => {
  const { server, start, data } = await setStage(t)
  start()
  await server.connected()
  const go = join(data, 'go')
  server.deliver([makePlan({ sequence: 1 }, `echo one; while [ ! -e ${go} ]; do sleep 0.02; done; echo two`)])
  await server.event('output', 1)
  server.cut()
  writeFileSync(go, '')
  await server.event('finished', 1)
  assert.equal(server.output(1).toString(), 'one\ntwo\n')
  assert.equal(server.of('finished', 1).length, 1)
})

test('what is not acknowledged is told again', async (t) => {
  const { server, start } = await setStage(t)
  start()
  await server.connected()
  server.acknowledging = 'off'
  server.deliver([makePlan({ sequence: 1 }, 'echo one')])
  await server.event('finished', 1)
  server.acknowledging = 'on'
  server.cut()
  await until('a second end', () => server.of('finished', 1).length > 1)
  assert.equal(server.output(1).toString(), 'one\n')
})
