import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { runCommandLine } from '../../src/command-line.ts'
import { dataFile } from '../helpers/data.ts'
import { type Answers, fakeServer, Refuse } from '../helpers/fake-server.ts'
import { base64, countsOf, instance, invocation, nginxInvocation, nginxTasks, task } from '../helpers/samples.ts'

const nginx = ['run', '--on', 'tag:role=web', '--timeout', '30', '--', 'nginx -v; nginx -t']

/** A server on which every run is the one of the examples. */
const nginxServer = (t: TestContext, more: Answers = {}) =>
  fakeServer(t, {
    createRun: () => ({ ...nginxInvocation(), state: 'running', endedAt: null, counts: countsOf({ running: 200 }) }),
    watch: () => [{ event: 'end', invocation: nginxInvocation() }],
    listTasks: ({ query }) => {
      const tasks = nginxTasks()
      const [offset, limit] = [Number(query.offset), Number(query.limit)]
      return { total: tasks.length, items: tasks.slice(offset, offset + limit) }
    },
    ...more,
  })

const okServer = (t: TestContext, more: Answers = {}) =>
  fakeServer(t, {
    createRun: () => invocation({ state: 'running', endedAt: null }),
    watch: () => [{ event: 'end', invocation: invocation() }],
    listTasks: () => ({ total: 1, items: [task(1, { output: base64('up\n') })] }),
    ...more,
  })

test('a run prints its groups and exits 1 when some hosts failed', async (t) => {
  const server = await nginxServer(t)
  const io = server.io()
  assert.equal(await runCommandLine(nginx, io), 1)
  const expected = dataFile('run-nginx.txt').replace(/━+ {2}/, '')
  assert.equal(io.stdout.text.replace(/\d+ ms|0\.\d s/, '0.9 s'), expected)
  assert.equal(io.stderr.text, '')
  assert.deepEqual(server.asked[0]?.body, {
    name: '',
    script: base64('nginx -v; nginx -t'),
    targets: { instances: [], names: [], tags: [{ key: 'role', value: 'web' }], all: false },
    timeout: 30,
    profile: 'plain',
    termination: 'processTree',
    output: 'merged',
    away: 'skip',
    waitSeconds: 3600,
  })
})

test('it exits 0 when all succeeded', async (t) => {
  const io = (await okServer(t)).io()
  assert.equal(await runCommandLine(['run', '--on', 'web-001', '--', 'uptime'], io), 0)
  assert.ok(!io.stdout.text.includes('again on'))
})

test('the next command repeats what gives the script its meaning, quoted', async (t) => {
  const io = (await nginxServer(t)).io()
  const options = ['--user', 'deploy', '--cwd', '/srv/my app', '--param', 'a=b c', '--timeout', '10m', '--login']
  await runCommandLine(['run', '--on', 'web-[001-200]', ...options, '--', "echo 'hi'"], io)
  const last = io.stdout.text.trimEnd().split('\n').at(-1)
  const words = `--timeout 600 --user deploy --cwd '/srv/my app' --param 'a=b c' --login -- 'echo '\\''hi'\\'''`
  assert.equal(last, `again on the 3 that failed:  muster run --failed inv-m7q2c0xd ${words}`)
})

test('values that are not to be seen come from stdin, a line each, and are not repeated', async (t) => {
  const server = await nginxServer(t)
  const run = ['run', '--on', 'web-001', '--command', 'cmd-k3v9x2ab', '--param', 'a=1']
  const secrets = ['--param', 'first=-', '--param', 'second=-']
  const io = server.io({ input: 'hunter 22 \nhunter23\n' })
  await runCommandLine([...run, ...secrets], io)
  const { body } = server.asked.find(({ route }) => route === 'createRun') ?? {}
  assert.deepEqual((body as { parameters: object }).parameters, { a: '1', first: 'hunter 22 ', second: 'hunter23' })
  assert.ok(!io.stdout.text.includes('hunter'))
  assert.match(io.stdout.text, /--param first=- --param second=-/)
  const short = server.io({ input: 'hunter22\n' })
  assert.equal(await runCommandLine([...run, ...secrets], short), 2)
  assert.equal(short.stderr.text, 'error: stdin must have a line for each of: first, second. Nothing was done.\n')
})

test('at a terminal they are asked for, and not shown', async (t) => {
  const server = await okServer(t, { previewTargets: () => ({ total: 1, offline: 0, accountTotal: 9, instances: [] }) })
  const input = new PassThrough()
  input.write('hunter22\r')
  const io = server.io({ terminal: 'both', input })
  await runCommandLine(['run', '--on', 'web-001', '--command', 'cmd-k3v9x2ab', '--param', 'password=-'], io)
  const { body } = server.asked.find(({ route }) => route === 'createRun') ?? {}
  assert.deepEqual((body as { parameters: object }).parameters, { password: 'hunter22' })
  assert.match(io.stderr.text, /^password {2}\n/)
  assert.ok(!io.stderr.text.includes('hunter'))
})

test('--json is one document with the outputs as text', async (t) => {
  const io = (await okServer(t)).io()
  assert.equal(await runCommandLine(['run', '--on', 'web-001', '--json', '--', 'uptime'], io), 0)
  const document = JSON.parse(io.stdout.text)
  assert.equal(document.invocation.script, 'uptime')
  assert.equal(document.tasks[0].output, 'up\n')
})

test('--detach prints the id and leaves', async (t) => {
  const server = await okServer(t)
  const io = server.io()
  assert.equal(await runCommandLine(['run', '--on', 'web-001', '--detach', '--', 'uptime'], io), 0)
  assert.equal(io.stdout.text, 'inv-m7q2c0xd\n')
  assert.deepEqual(server.routes(), ['createRun'])
})

test('what becomes of hosts that are away follows how they were chosen', async (t) => {
  const server = await okServer(t)
  const away = async (...options: string[]) => {
    await runCommandLine(['run', ...options, '--detach', '--', 'uptime'], server.io())
    const { away: word, waitSeconds } = server.body()
    return word === 'wait' ? waitSeconds : word
  }
  assert.equal(await away('--on', 'web-001'), 'fail')
  assert.equal(await away('--on', 'web-001', '--if-away', 'skip'), 'skip')
  assert.equal(await away('--on', 'tag:a=b'), 'skip')
  assert.equal(await away('--all', '--yes'), 'skip')
  assert.equal(await away('--all', '--yes', '--if-away', 'wait=2h'), 7200)
  assert.equal(await away('--all', '--yes', '--if-away', 'wait'), 3600)
  assert.equal(await away('--all', '--yes', '--if-away', 'fail'), 'fail')
  for (const wrong of ['later', 'wait=', 'wait=0', 'wait=8d']) {
    const io = server.io()
    assert.equal(await runCommandLine(['run', '--all', '--if-away', wrong, '--', 'uptime'], io), 2)
    assert.match(io.stderr.text, /It must be fail, skip, wait, or wait=2h/)
  }
})

test('every host without a terminal needs --yes', async (t) => {
  const server = await okServer(t)
  const io = server.io()
  assert.equal(await runCommandLine(['run', '--all', '--', 'uptime'], io), 2)
  assert.equal(io.stderr.text, 'error: --all without a terminal to ask on needs --yes. Nothing ran.\n')
  assert.deepEqual(server.routes(), [])
})

for (const [typed, code, calls] of [
  ['60\r', 0, ['previewTargets', 'listInstances', 'createRun', 'watch', 'listTasks']],
  ['6\r', 2, ['previewTargets', 'listInstances']],
  ['\x03', 130, ['previewTargets', 'listInstances']],
] as const)
  test(`asked about 60 hosts, ${JSON.stringify(typed)} exits ${code}`, async (t) => {
    const fleet = Array.from({ length: 60 }, (_, index) => instance(index))
    const server = await okServer(t, {
      previewTargets: () => ({ total: 60, offline: 0, accountTotal: 60, instances: fleet }),
      listInstances: () => ({ total: 60, items: fleet }),
    })
    const input = new PassThrough()
    input.write(typed)
    const io = server.io({ terminal: 'both', input })
    assert.equal(await runCommandLine(['run', '--all', '--', 'uptime'], io), code)
    assert.match(io.stderr.text, /^This is every host of the account: 60 hosts\.\nType 60 to go on/)
    assert.deepEqual(server.routes(), calls)
  })

test('ctrl-c without a terminal leaves the run going and says how to watch it', async (t) => {
  const running = invocation({ state: 'running', endedAt: null, counts: countsOf({ running: 1 }) })
  const server = await okServer(t, {
    watch: () => {
      io.interrupt()
      return []
    },
    getInvocation: () => running,
  })
  const io = server.io()
  assert.equal(await runCommandLine(['run', '--on', 'web-001', '--', 'sleep 9'], io), 130)
  assert.match(
    io.stderr.text,
    /left inv-m7q2c0xd running\. Watch it with: muster invocations show inv-m7q2c0xd --watch\n$/,
  )
})

test('ctrl-c leaves a run whose events come with its answer', async (t) => {
  const running = invocation({ state: 'running', endedAt: null, counts: countsOf({ running: 1 }) })
  const over = Promise.withResolvers<void>()
  const events = async function* () {
    yield { event: 'progress', state: 'running', total: 1, counts: running.counts } as const
    while (!io.interrupt()) await nextTurn()
    await over.promise
  }
  const server = await okServer(t, { createRun: () => running, events })
  const io = server.io()
  assert.equal(await runCommandLine(['run', '--on', 'web-001', '--', 'sleep 9'], io), 130)
  over.resolve()
  assert.deepEqual(server.routes(), ['createRun'])
  assert.match(io.stderr.text, /^left inv-m7q2c0xd running\./)
})

test('a stored command is found by its name', async (t) => {
  const command = (id: string, name: string) => ({
    ...{ id, name, description: '', script: '', type: 'shell', timeout: 60, user: '', workingDirectory: '' },
    ...{ parameters: null, public: false, createdAt: '2026-11-22T06:00:00Z' },
  })
  const items = [command('cmd-00000001', 'deploy'), command('cmd-00000002', 'deploy-all')]
  const server = await okServer(t, { listCommands: () => ({ total: 2, items }) })
  await runCommandLine(['run', '--on', 'web-001', '--command', 'deploy', '--detach'], server.io())
  assert.equal(server.body().command, 'cmd-00000001')
  const io = server.io()
  assert.equal(await runCommandLine(['run', '--on', 'web-001', '--command', 'dep', '--detach'], io), 2)
  assert.match(io.stderr.text, /there is no command "dep"/)
})

test('one host that cannot start the script is one line that says what to do', async (t) => {
  const failed = task(1, {
    ...{ instance: 'ins-8f3k2m1q', instanceName: 'devbox', state: 'startFailed', exitCode: null },
    cause: 'user "deploy" does not exist on this host',
  })
  const server = await okServer(t, {
    watch: () => [{ event: 'end', invocation: invocation({ state: 'failed', counts: countsOf({ startFailed: 1 }) }) }],
    listTasks: () => ({ total: 1, items: [failed] }),
  })
  const io = server.io()
  assert.equal(await runCommandLine(['run', '--on', 'ins-8f3k2m1q', '--user', 'deploy', '--', 'id'], io), 1)
  assert.equal(io.stderr.text, dataFile('no-such-user.txt'))
  assert.equal(io.stdout.text, '')
})

test('a named host that is offline is refused with the options that help', async (t) => {
  const refusal = new Refuse(409, 'The agent of ins-1 is offline. Choose to skip.', 'AgentOffline')
  const io = (await okServer(t, { createRun: () => refusal })).io()
  assert.equal(await runCommandLine(['run', '--on', 'web-001', '--', 'uptime'], io), 2)
  assert.equal(
    io.stderr.text,
    'error: The agent of ins-1 is offline. Nothing ran. Start it, or add --if-away skip or --if-away wait=1h.\n',
  )
})

test('a refusal of the server is one line and exits 2', async (t) => {
  const server = await okServer(t, { createRun: () => new Refuse(409, 'The agent of web-001 is offline.\nStart it.') })
  const io = server.io()
  assert.equal(await runCommandLine(['run', '--on', 'web-001', '--', 'uptime'], io), 2)
  assert.equal(io.stderr.text, 'error: The agent of web-001 is offline. Start it.\n')
})

test('a wrong key says what to do', async (t) => {
  const server = await okServer(t)
  const io = server.io({ env: { MUSTER_SECRET_ID: 'other' } })
  assert.equal(await runCommandLine(['run', '--on', 'web-001', '--', 'uptime'], io), 2)
  assert.match(io.stderr.text, /^error: Who are you\? Run "muster login http:\/\/127/)
})

test('no server is one line that says how to start one', async (t) => {
  const server = await okServer(t)
  await server.close()
  const io = server.io()
  assert.equal(await runCommandLine(['run', '--on', 'web-001', '--', 'uptime'], io), 2)
  assert.equal(
    io.stderr.text,
    `error: no Muster server answers at ${server.url}. Start one with "npm start", or name another with --server.\n`,
  )
})

test('a connection that breaks before the answer says that the run may be there', async (t) => {
  const server = await okServer(t, { createRun: () => new Refuse(0, 'hang up') })
  const io = server.io()
  assert.equal(await runCommandLine(['run', '--on', 'web-001', '--', 'uptime'], io), 2)
  assert.match(io.stderr.text, /it may or may not run\. Look with: muster invocations\n$/)
})

for (const { name, events, routes } of [
  {
    name: 'the events of a run come with the answer that it was started',
    events: [{ event: 'end', invocation: invocation() }],
    routes: ['createRun', 'listTasks'],
  },
  {
    name: 'events that break off are asked for again',
    events: [{ event: 'progress', state: 'running', total: 1, counts: countsOf({ running: 1 }) }],
    routes: ['createRun', 'getInvocation', 'watch', 'listTasks'],
  },
] as const)
  test(name, async (t) => {
    const server = await okServer(t, { events: () => events, getInvocation: () => invocation({ endedAt: null }) })
    const io = server.io()
    assert.equal(await runCommandLine(['run', '--on', 'web-001', '--', 'uptime'], io), 0)
    assert.deepEqual(server.routes(), routes)
  })
