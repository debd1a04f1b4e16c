import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { runCommandLine } from '../../src/command-line.ts'
import { overview } from '../../src/help.ts'
import { fakeIo } from '../helpers/fake-io.ts'
import { fakeServer } from '../helpers/fake-server.ts'
import { countsOf, instance, invocation, nginxInvocation, nginxTasks, task } from '../helpers/samples.ts'

const code = {
  id: '3f9a0c1e-77aa-4bcd-a123-0123456789ab',
  secret: "it's",
  serverKey: 'SHA256:abc_-1',
  serverCert: null,
  agentHash: 'ab12',
}

test('the overview fits one screen of 80 by 24', () => {
  const lines = overview.trimEnd().split('\n')
  assert.ok(lines.length < 24)
  for (const line of lines) assert.ok(line.length <= 80, line)
})

test('--version tells the version and is no failure', async () => {
  const io = fakeIo()
  assert.equal(await runCommandLine(['--version'], io), 0)
  assert.match(io.stdout.text, /^\d+\.\d+\.\d+\n$/)
})

test('hosts are a table with titles', async (t) => {
  const items = [
    instance(1, { tags: { role: 'web', zone: 'a' } }),
    instance(2, { name: '数据库', online: false }),
    instance(3, { online: false, lastHeartbeat: null }),
  ]
  const server = await fakeServer(t, { listInstances: () => ({ total: 5, items }) })
  const io = server.io()
  assert.equal(await runCommandLine(['hosts'], io), 0)
  assert.deepEqual(io.stdout.text.split('\n'), [
    'id            name     platform   state           tags',
    'ins-00000001  web-001  linux x64  online          role=web zone=a',
    'ins-00000002  数据库   linux x64  gone 1 min ago',
    'ins-00000003  web-003  linux x64  never seen',
    '',
  ])
  assert.equal(io.stderr.text, '3 of 5 shown; more with --offset 3\n')
})

test('an empty listing says what to do next', async (t) => {
  const server = await fakeServer(t, { listInstances: () => ({ total: 0, items: [] }) })
  const io = server.io()
  await runCommandLine(['instances', 'list'], io)
  assert.equal(io.stderr.text, 'no host yet. Add one with: muster hosts add\n')
  const filtered = server.io()
  await runCommandLine(['hosts', '--offline'], filtered)
  assert.equal(filtered.stderr.text, 'no host fits.\n')
  assert.equal(server.asked[1]?.query.online, 'false')
})

test('--json gives the answer of the server', async (t) => {
  const server = await fakeServer(t, { listInvocations: () => ({ total: 1, items: [invocation()] }) })
  const io = server.io()
  await runCommandLine(['invocations', '--json', '--limit', '7'], io)
  assert.deepEqual(JSON.parse(io.stdout.text), { total: 1, items: [invocation()] })
  assert.equal(server.asked[0]?.query.limit, '7')
})

test('invocations show how they went', async (t) => {
  const running = invocation({ id: 'inv-00000002', state: 'running', endedAt: null, counts: countsOf({ running: 1 }) })
  const server = await fakeServer(t, {
    listInvocations: () => ({ total: 2, items: [running, { ...nginxInvocation(), name: 'check' }] }),
  })
  const io = server.io()
  await runCommandLine(['invocations'], io)
  assert.deepEqual(io.stdout.text.split('\n').slice(0, 3), [
    'id            what    hosts      started  result',
    'inv-00000002  uptime  1 host     0 s ago  running',
    'inv-m7q2c0xd  check   200 hosts  0 s ago  197 ok · 2 failed · 1 timed out',
  ])
})

test('one invocation is shown with its groups, its tasks read in pages of 1000', async (t) => {
  const tasks = Array.from({ length: 2_500 }, (_, index) => task(index))
  const server = await fakeServer(t, {
    getInvocation: () => invocation({ total: 2_500, counts: countsOf({ succeeded: 2_500 }) }),
    listTasks: ({ query }) => ({
      total: 2_500,
      items: tasks.slice(Number(query.offset), Number(query.offset) + Number(query.limit)),
    }),
  })
  const io = server.io()
  assert.equal(await runCommandLine(['invocations', 'show', 'inv-m7q2c0xd'], io), 0)
  assert.match(io.stdout.text, /\n2500 hosts {3}ok {4}web-\[000-2499\]\n$/)
  assert.deepEqual(server.routes(), ['getInvocation', 'listTasks', 'listTasks', 'listTasks'])
})

test('watching an ended invocation exits as its run would have', async (t) => {
  const server = await fakeServer(t, {
    getInvocation: nginxInvocation,
    listTasks: () => ({ total: 200, items: nginxTasks() }),
  })
  assert.equal(await runCommandLine(['invocations', 'show', 'inv-m7q2c0xd', '--watch'], server.io()), 1)
})

test('cancel names the invocation and what is open', async (t) => {
  const server = await fakeServer(t, {
    cancelInvocation: () => invocation({ total: 3, counts: countsOf({ cancelling: 2, cancelled: 1 }), endedAt: null }),
  })
  const io = server.io()
  await runCommandLine(['invocations', 'cancel', 'inv-m7q2c0xd', '--on', 'ins-00000001'], io)
  assert.match(io.stdout.text, /^inv-m7q2c0xd {2}cancel asked for, 2 hosts still to answer\./)
  assert.deepEqual(server.asked[0]?.body, { instances: ['ins-00000001'] })
})

test('cancel waits for the end when told to, and tells it', async (t) => {
  const server = await fakeServer(t, {
    cancelInvocation: () => invocation({ total: 2, counts: countsOf({ cancelling: 2 }), endedAt: null }),
    watch: () => [{ event: 'end', invocation: invocation({ total: 2, counts: countsOf({ terminated: 1, lost: 1 }) }) }],
  })
  const io = server.io()
  assert.equal(await runCommandLine(['invocations', 'cancel', 'inv-m7q2c0xd', '--wait'], io), 0)
  assert.equal(io.stdout.text, 'inv-m7q2c0xd  ended: 1 lost · 1 stopped\n')
})

test('a new host gets one line, with the secret in the environment and quoted', async (t) => {
  const server = await fakeServer(t, { createRegisterCode: () => code })
  const io = server.io()
  await runCommandLine(['hosts', 'add', '--address', 'http://10.0.0.5:8470'], io)
  const start = `MUSTER_AGENT_SECRET='it'\\''s' node muster-agent.cjs --server http://10.0.0.5:8470 --code ${code.id} --server-key SHA256:abc_-1 --insecure`
  const fetched = 'curl -fsSo muster-agent.cjs http://10.0.0.5:8470/agent/v1/muster-agent.cjs'
  const line = `${fetched} && echo 'ab12  muster-agent.cjs' | sha256sum -c --quiet && ${start}`
  assert.ok(io.stdout.text.split('\n').includes(line), io.stdout.text)
  assert.match(io.stdout.text, /It admits 10 hosts, for 4 h:/)
})

test('on loopback the line needs no --insecure, and a hint tells how others get in', async (t) => {
  const server = await fakeServer(t, { createRegisterCode: () => code })
  const io = server.io()
  await runCommandLine(['hosts', 'add', '--forever'], io)
  assert.ok(!/agent.*--insecure/.test(io.stdout.text))
  assert.match(io.stdout.text, /This machine alone can reach http/)
  assert.equal(server.body().hours, null)
})

test('a new key can go straight into a file that only its owner can read', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'muster-cli-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const key = {
    id: 'AKID1',
    user: 'ci',
    role: 'operator',
    enabled: true,
    expiresAt: null,
    createdAt: '2026-11-22T06:00:00Z',
    secret: 's3',
  }
  const server = await fakeServer(t, { createKey: () => key })
  const io = server.io({ cwd: folder })
  assert.equal(await runCommandLine(['keys', 'create', '--user', 'ci', '--out', 'ci.json'], io), 0)
  assert.ok(!io.stdout.text.includes('s3'))
  assert.deepEqual(JSON.parse(readFileSync(join(folder, 'ci.json'), 'utf8')), { secretId: 'AKID1', secretKey: 's3' })
  assert.equal(statSync(join(folder, 'ci.json')).mode & 0o777, 0o600)
  assert.equal(
    await runCommandLine(['keys', 'create', '--user', 'ci', '--out', 'ci.json'], server.io({ cwd: folder })),
    2,
  )
})

test('login checks the key that stdin brings before it keeps it', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'muster-cli-'))
  t.after(() => rmSync(home, { recursive: true }))
  const caller = { user: 'root', role: 'administrator', accessKey: 'id-test' }
  const info = { version: '0.1.0', data: './data', database: 'sqlite', region: 'local', serverKey: 'SHA256:x', caller }
  const server = await fakeServer(t, { getServer: () => info })
  const wrong = fakeIo({ home, input: 'nobody\nkey\n' })
  assert.equal(await runCommandLine(['login', server.url], wrong), 2)
  const right = fakeIo({ home, input: 'id-test\nkey-test\n' })
  assert.equal(await runCommandLine(['login', server.url], right), 0)
  assert.match(right.stdout.text, /knows you as root \(administrator\)/)
  const file = JSON.parse(readFileSync(join(home, '.config/muster/credentials.json'), 'utf8'))
  assert.deepEqual(file, {
    current: server.url,
    servers: { [server.url]: { secretId: 'id-test', secretKey: 'key-test' } },
  })
})

test('a typing error in a command or an option is one line and exits 2', async () => {
  for (const words of [['foo'], ['run', '--bogus', '--', 'x'], ['hosts', 'add', '--limit', 'many'], ['run', '--on']]) {
    const io = fakeIo()
    assert.equal(await runCommandLine(words, io), 2)
    assert.match(io.stderr.text, /^error: .+\n$/)
    assert.equal(io.stdout.text, '')
  }
})
