import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, readFileSync } from 'node:fs'
import { get } from 'node:https'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { callCli } from './harness/cli.ts'
import { killGroup, launcher, makeFolder, type RunningServer, readJson, startMuster } from './harness/programs.ts'
import { eventually } from './harness/wait.ts'

const muster = (folder: string, ...argv: readonly string[]) =>
  execFileSync(process.execPath, [launcher, ...argv], { cwd: folder, encoding: 'utf8', stdio: 'pipe' })

interface Secure extends Pick<RunningServer, 'url' | 'data' | 'pid'> {
  readonly log: () => string
}

async function startSecure(t: TestContext, folder: string, options: readonly string[]): Promise<Secure> {
  const [data, log] = [join(folder, 'data'), join(folder, 'server.log')]
  const tls = ['--tls-cert', join(folder, 'tls/server.pem'), '--tls-key', join(folder, 'tls/server.key')]
  const child = startMuster(['server', '--listen', '127.0.0.1:0', '--data', data, ...tls, ...options], log)
  t.after(() => killGroup(child, 'SIGKILL'))
  const { url, pid } = await eventually('the server', () =>
    readJson<{ url: string; pid: number }>(join(data, 'server.json')),
  )
  return { url, data, pid: () => pid, log: () => readFileSync(log, 'utf8') }
}

function startAgent(t: TestContext, folder: string, name: string, { url }: Secure) {
  return (log: string, options: readonly string[], secret = '') => {
    const argv = ['agent', '--server', url, '--data', join(folder, name), '--name', name, ...options]
    const child = startMuster(argv, join(folder, log), { environment: { MUSTER_AGENT_SECRET: secret } })
    t.after(() => killGroup(child, 'SIGKILL'))
    return {
      says: (words: RegExp) =>
        eventually(`${log} to say ${words}`, () => words.test(readFileSync(join(folder, log), 'utf8'))),
      kill: () => killGroup(child, 'SIGKILL'),
    }
  }
}

test('agents and commands over TLS by an authority of one’s own', async (t) => {
  const folder = makeFolder(t)
  const at = (name: string) => join(folder, 'tls', name)
  muster(folder, 'tls', 'init', '--name', '127.0.0.1')
  muster(folder, 'tls', 'client', 'host')
  const server = await startSecure(t, folder, ['--tls-client-ca', at('ca.pem')])
  const call = (...argv: readonly string[]) => callCli(server, [...argv, '--ca', at('ca.pem')])
  await assert.rejects(callCli(server, ['keys', 'list']), /is not trusted \(SELF_SIGNED_CERT_IN_CHAIN\)/)

  const code = (await call('codes', 'create')) as { id: string; secret: string; serverKey: string; serverCert: string }
  const start = startAgent(t, folder, 'host-1', server)
  const enrol = ['--code', code.id, '--server-key', code.serverKey]
  const own = ['--cert', at('host.pem'), '--key', at('host.key')]
  const pin = join(folder, 'host-1/server-certificate.json')

  const untrusting = start('untrusting.log', [...enrol, ...own], code.secret)
  await untrusting.says(/by nobody whom this host trusts/)
  await untrusting.kill()
  const nameless = start('nameless.log', [...enrol, '--server-cert', code.serverCert], code.secret)
  await nameless.says(/the server answered 403 A client certificate is needed/)
  await nameless.kill()
  assert.ok(!existsSync(pin))

  const first = start('first.log', [...enrol, ...own, '--server-cert', code.serverCert], code.secret)
  await eventually('the host on record', async () => {
    const { items } = (await call('hosts')) as { items: readonly { online: boolean }[] }
    return items[0]?.online
  })
  const trusting = ['run', '--all', '--yes', '--ca', at('ca.pem')]
  for (const certificate of [[], own]) {
    const run = await callCli(server, [...trusting, ...certificate, '--', 'echo over TLS'])
    assert.match(JSON.stringify(run), /succeeded/)
  }
  await call('files', 'send', at('ca.pem'), '--to', join(folder, 'sent'), '--all', '--yes')
  assert.deepEqual(readFileSync(join(folder, 'sent/ca.pem')), readFileSync(at('ca.pem')))
  assert.match(readFileSync(pin, 'utf8'), /"key":"SHA256:.*BEGIN CERTIFICATE/)
  await first.kill()

  // A renewed certificate, taken up on a signal: the host needs to be told nothing.
  muster(folder, 'tls', 'renew')
  process.kill(server.pid(), 'SIGHUP')
  await eventually('the new certificate', () => server.log().includes('took up a new certificate'))
  const second = start('second.log', own)
  await second.says(/connected as/)
  await call('keys', 'list')
  await second.kill()

  muster(folder, 'tls', 'init', '--out', 'other', '--name', '127.0.0.1')
  for (const file of ['server.key', 'server.pem']) copyFileSync(join(folder, 'other', file), at(file))
  process.kill(server.pid(), 'SIGHUP')
  await eventually('the other certificate', () => server.log().split('took up a new certificate').length === 3)
  const third = start('third.log', own)
  await third.says(
    /not by the authority that this host has known since it enrolled: .* delete \S+server-certificate\.json/,
  )
  await assert.rejects(call('keys', 'list'), /is not trusted/)
  await third.kill()
})

test('a server may ask every client for a certificate', async (t) => {
  const folder = makeFolder(t)
  const at = (name: string) => join(folder, 'tls', name)
  muster(folder, 'tls', 'init', '--name', '127.0.0.1')
  muster(folder, 'tls', 'client', 'ann')
  const server = await startSecure(t, folder, ['--tls-client-ca', at('ca.pem'), '--tls-clients', 'all'])
  await assert.rejects(callCli(server, ['keys', 'list', '--ca', at('ca.pem')]), /answered 403/)
  const own = ['--cert', at('ann.pem'), '--key', at('ann.key')]
  const { items } = (await callCli(server, ['keys', 'list', '--ca', at('ca.pem'), ...own])) as { items: unknown[] }
  assert.equal(items.length, 1)
  const access = ['--server', server.url, '--ca', at('ca.pem'), '--key-file', join(server.data, 'admin.json'), ...own]
  const code = JSON.parse(muster(folder, 'codes', 'create', '--json', ...access)) as Record<string, string>
  const enrol = ['--code', code.id ?? '', '--server-key', code.serverKey ?? '', '--server-cert', code.serverCert ?? '']
  await startAgent(t, folder, 'host-1', server)('agent.log', [...enrol, ...own], code.secret).says(/connected as/)
  const run = ['run', '--all', '--yes', '--output-to', 'kept', '--json', ...access, '--', 'head -c 50000 /dev/zero']
  const { invocation } = JSON.parse(muster(folder, ...run)) as { invocation: { id: string } }
  const kept = () => muster(folder, 'invocations', 'output', invocation.id, ...access)
  const whole = await eventually('the output to be kept', () => {
    try {
      return kept()
    } catch (error) {
      if (String((error as { stderr: string }).stderr).includes('on its way')) return undefined
      throw error
    }
  })
  assert.equal(whole, '\0'.repeat(50_000))
  const bare = get(`${server.url}/`, { rejectUnauthorized: false, agent: false })
  const [{ statusCode, headers }] = await once(bare, 'response')
  assert.equal(statusCode, 403)
  assert.equal(headers['x-content-type-options'], 'nosniff')
  assert.match(headers['content-security-policy'], /default-src 'none'; frame-ancestors 'none'/)
  // A server's certificate is by the same authority, and is no client's.
  const servers = ['--cert', at('server.pem'), '--key', at('server.key')]
  await assert.rejects(callCli(server, ['keys', 'list', '--ca', at('ca.pem'), ...servers]), /answered 403/)
})

test('a first start over TLS says at once what it needs to trust itself', async (t) => {
  const folder = makeFolder(t)
  muster(folder, 'tls', 'init', '--name', '127.0.0.1')
  const [log, ca] = [join(folder, 'up.log'), join(folder, 'tls/ca.pem')]
  const tls = ['--tls-cert', join(folder, 'tls/server.pem'), '--tls-key', join(folder, 'tls/server.key')]
  const up = (environment: Readonly<Record<string, string>>) => {
    const argv = ['up', '--listen', '127.0.0.1:0', '--data', join(folder, 'data'), ...tls]
    const child = startMuster(argv, log, { environment })
    t.after(() => killGroup(child, 'SIGKILL'))
    return child
  }
  const [code] = await once(up({}), 'exit')
  assert.equal(code, 2)
  assert.match(
    readFileSync(log, 'utf8'),
    /^error: the certificate of https:\/\/\S+ is not trusted here. Set MUSTER_CA /m,
  )
  const trusting = up({ MUSTER_CA: ca })
  await eventually('the first result', () => readFileSync(log, 'utf8').includes('ok in '))
  await killGroup(trusting, 'SIGTERM')
})
