import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { agentEnvironment, type Child, type Exit, lastLogLine, serverEnvironment } from '../../src/up/child.ts'
import { readUpOptions } from '../../src/up/options.ts'
import { firstRunLines, nextLines, shortPath, upLines } from '../../src/up/screen.ts'
import { nextPause, supervise } from '../../src/up/supervise.ts'
import { until } from '../../src/up/until.ts'
import { dataFile } from '../helpers/data.ts'
import { fakeIo } from '../helpers/fake-io.ts'
import { base64, instance, invocation, task } from '../helpers/samples.ts'

const caller = { user: 'root', role: 'administrator', accessKey: 'AKID1' }

test('the first screen reads as in the example', () => {
  const screen = [
    ...upLines({
      info: { version: '0.1.0', data: './data', database: 'sqlite', region: 'local', serverKey: 'SHA256:x', caller },
      url: 'http://127.0.0.1:8470',
      data: shortPath('/home/me/muster/data', '/home/me/muster'),
      keyFile: shortPath('/home/me/muster/data/admin.json', '/home/me/muster'),
      instance: instance(1, { id: 'ins-8f3k2m1q', name: 'devbox' }),
      onlineAfterMs: 300,
      console: undefined,
    }),
    ...firstRunLines(
      invocation({ id: 'inv-k3v9x2ab' }),
      task(1, { output: base64('Linux 6.1.0-28-amd64\n2\n') }),
      'uname -sr; nproc',
      'terminal',
    ),
    ...nextLines({ url: 'http://127.0.0.1:8470', data: './data', login: undefined }),
  ]
  assert.equal(`${screen.join('\n')}\n`, dataFile('up.txt'))
})

test('where commands would find another server, the screen says what to set', () => {
  const lines = nextLines({ url: 'http://127.0.0.1:1', data: '/srv/m', login: 'https://far.example' })
  assert.deepEqual(lines.slice(0, 3), [
    'next   export MUSTER_DATA=/srv/m',
    '       export MUSTER_SERVER=http://127.0.0.1:1   # the last login was to https://far.example',
    '       npx muster run --all -- uptime',
  ])
})

test('a path outside this folder is shown whole', () => {
  assert.equal(shortPath('/var/lib/muster', '/home/me'), '/var/lib/muster')
})

test('children get what they need of the environment, and the agent no key of the server', () => {
  const env = { PATH: '/bin', HOME: '/root', NPM_TOKEN: 'x', MUSTER_LISTEN: ':1', MUSTER_ADMIN_SECRET_KEY: 's' }
  assert.deepEqual(serverEnvironment(env), {
    PATH: '/bin',
    HOME: '/root',
    MUSTER_LISTEN: ':1',
    MUSTER_ADMIN_SECRET_KEY: 's',
  })
  assert.deepEqual(agentEnvironment(env, 'code'), { PATH: '/bin', HOME: '/root', MUSTER_AGENT_SECRET: 'code' })
})

test('the data folder is the one that the server will use', () => {
  assert.equal(readUpOptions([], {}).data, 'data')
  assert.equal(readUpOptions([], { MUSTER_DATA: '/srv/m' }).data, '/srv/m')
  assert.equal(readUpOptions(['--listen', ':0', '--data', 'x', '--insecure'], { MUSTER_DATA: '/srv/m' }).data, 'x')
  assert.equal(readUpOptions(['--data=y'], {}).data, 'y')
})

test('the last line of a log is told in words', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-cli-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const last = (text: string) => {
    writeFileSync(join(folder, 'log'), text)
    return lastLogLine(join(folder, 'log'))
  }
  assert.equal(last('{"msg":"serving"}\nerror: The address is in use.\n'), 'The address is in use.')
  assert.equal(last('{"level":50,"msg":"no room"}\n'), 'no room')
  assert.equal(last(''), undefined)
  assert.equal(lastLogLine(join(folder, 'none')), undefined)
})

/** A child that ends when told to, and counts what it is sent. */
function fakeChild() {
  const { promise, resolve } = Promise.withResolvers<Exit>()
  const signals: string[] = []
  const child: Child = {
    pid: 1,
    exited: promise,
    kill: (signal) => {
      signals.push(signal)
      resolve({ code: 0, signal: null })
    },
  }
  return { child, signals, end: (code: number) => resolve({ code, signal: null }) }
}

test('a child that dies is started again, later each time, until it is time to stop', async () => {
  const children = [fakeChild(), fakeChild(), fakeChild()]
  const stop = new AbortController()
  const said: string[] = []
  let started = 0
  const first = children[0]
  assert.ok(first)
  first.end(1)
  const done = supervise(fakeIo(), {
    name: 'agent',
    first: first.child,
    start: () => {
      started += 1
      const next = children[started]
      assert.ok(next)
      if (started === 2) stop.abort()
      else next.end(3)
      return next.child
    },
    say: (line) => said.push(line),
    stopping: stop.signal,
  })
  children[2]?.end(0)
  await done
  assert.deepEqual(said, [
    'the agent ended with exit code 1, starting it again in 0.2 s',
    'the agent ended with exit code 3, starting it again in 0.4 s',
  ])
})

test('stopping ends the child and waits for it', async () => {
  const { child, signals } = fakeChild()
  const stop = new AbortController()
  const done = supervise(fakeIo(), {
    name: 'x',
    first: child,
    start: () => child,
    say: () => {},
    stopping: stop.signal,
  })
  stop.abort()
  await done
  assert.equal(signals[0], 'SIGTERM')
})

test('the pause doubles up to a limit and begins anew after a long life', () => {
  assert.deepEqual([nextPause(200, 5), nextPause(20_000, 5), nextPause(30_000, 60_000)], [400, 30_000, 200])
})

test('asking stops when the child is gone or the time is up', async () => {
  const running = new Promise<Exit>(() => {})
  const stopping = new AbortController().signal
  const never = async () => undefined
  assert.equal(await until(fakeIo(), { exited: running, stopping, withinMs: 500 }, never), undefined)
  const gone = Promise.resolve<Exit>({ code: 1, signal: null })
  assert.equal(await until(fakeIo(), { exited: gone, stopping, withinMs: 1e9 }, never), undefined)
  assert.equal(await until(fakeIo(), { exited: running, stopping, withinMs: 500 }, async () => 'yes'), 'yes')
})
