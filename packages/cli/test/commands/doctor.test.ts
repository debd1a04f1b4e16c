import assert from 'node:assert/strict'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { runCommandLine } from '../../src/command-line.ts'
import type { Finding } from '../../src/doctor/finding.ts'
import { checkServer, judgeCertificate } from '../../src/doctor/network.ts'
import { fakeIo } from '../helpers/fake-io.ts'

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'muster-doctor-'))
  t.after(() => rmSync(path, { recursive: true }))
  return path
}

/** The data folder of a server that does not run. */
function installServer(cwd: string): string {
  const data = join(cwd, 'data')
  mkdirSync(data, { mode: 0o700 })
  for (const name of ['master.key', 'admin.json']) writeFileSync(join(data, name), '{}', { mode: 0o600 })
  const path = join(data, 'muster.db')
  const database = new DatabaseSync(path)
  database.exec(`CREATE TABLE presence (instance_id INTEGER PRIMARY KEY) STRICT;
    CREATE TABLE notes (text TEXT) STRICT;
    INSERT INTO notes WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
      SELECT hex(randomblob(100)) FROM n`)
  database.close()
  chmodSync(path, 0o600)
  return data
}

async function doctor(
  cwd: string,
): Promise<{ code: number; found: (about: string) => Finding | undefined; text: string }> {
  const json = fakeIo({ cwd })
  const code = await runCommandLine(['doctor', '--json'], json)
  const { findings } = JSON.parse(json.stdout.text) as { findings: Finding[] }
  const text = fakeIo({ cwd })
  await runCommandLine(['doctor'], text)
  return { code, found: (about) => findings.find((finding) => finding.about === about), text: text.stdout.text }
}

test('a sound installation has no problem, whether or not its server runs', async (t) => {
  const cwd = folder(t)
  installServer(cwd)
  const { code, found, text } = await doctor(cwd)
  assert.equal(code, 0, text)
  for (const about of ['node', 'data', 'keys', 'database', 'files']) assert.equal(found(about)?.level, 'ok', about)
  assert.equal(found('lock')?.level, 'warning')
  assert.match(text, /^ok {7}database {2}.*is sound, 1 MB$/m)
})

test('where nothing is installed it says where it looked', async (t) => {
  const { code, found } = await doctor(folder(t))
  assert.equal(code, 1)
  assert.match(found('data')?.message ?? '', /neither a server in .*data nor an agent in/)
})

test('keys that others can read, keys that are gone and folders that are open are problems', async (t) => {
  const cwd = folder(t)
  const data = installServer(cwd)
  chmodSync(join(data, 'admin.json'), 0o640)
  chmodSync(data, 0o777)
  const { code, found } = await doctor(cwd)
  assert.equal(code, 1)
  assert.match(found('keys')?.message ?? '', /admin\.json \(mode 0640\): run "chmod 600/)
  assert.match(found('data')?.message ?? '', /others may write/)
  rmSync(join(data, 'master.key'))
  assert.match((await doctor(cwd)).found('keys')?.message ?? '', /master\.key is gone/)
})

test('a damaged database is told', async (t) => {
  const cwd = folder(t)
  const file = openSync(join(installServer(cwd), 'muster.db'), 'r+')
  for (let page = 2; page < 20; page += 1) writeSync(file, Buffer.alloc(200, 0x5a), 0, 200, page * 4096)
  const { code, found } = await doctor(cwd)
  assert.equal(code, 1)
  assert.equal(found('database')?.level, 'problem')
})

test('a server that holds its folder is seen', async (t) => {
  const cwd = folder(t)
  const lock = new DatabaseSync(join(installServer(cwd), 'lock'))
  lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  t.after(() => lock.close())
  assert.match((await doctor(cwd)).found('lock')?.message ?? '', /a server runs/)
})

test('an agent alone is looked at too', async (t) => {
  const cwd = folder(t)
  const data = join(cwd, 'agent-data')
  mkdirSync(join(data, 'tasks', '12-1'), { recursive: true, mode: 0o700 })
  chmodSync(data, 0o700)
  mkdirSync(join(data, 'tasks', 'old.11-1'))
  writeFileSync(join(data, 'identity.json'), '{}', { mode: 0o644 })
  const { code, found } = await doctor(cwd)
  assert.equal(code, 1)
  assert.match(found('identity')?.message ?? '', /identity\.json/)
  assert.match(found('tasks')?.message ?? '', /1 folders of removed tasks/)
  assert.equal(found('database'), undefined)
})

test('a clock that is far from the server’s is a problem, a little off is not', async (t) => {
  const server = createServer((_, response) => response.end('ready\n')).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const levels = async (ahead: number) =>
    (await checkServer('server', url, () => Date.now() + ahead)).map(({ level }) => level)
  assert.deepEqual(await levels(2_000), ['ok', 'ok'])
  assert.deepEqual(await levels(120_000), ['ok', 'warning'])
  assert.deepEqual(await levels(-600_000), ['ok', 'problem'])
})

test('a server that asks for certificates is well, one that fails is not', async (t) => {
  let status = 403
  const server = createServer((_, response) => response.writeHead(status).end()).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const level = async () => (await checkServer('server', url, Date.now))[0]?.level
  assert.equal(await level(), 'ok')
  status = 503
  assert.equal(await level(), 'problem')
})

test('a certificate is told of two weeks before its end', () => {
  const now = Date.parse('2026-11-22T06:00:00Z')
  const inDays = (days: number) => judgeCertificate('certificate', now + days * 86_400_000, now)
  assert.deepEqual(
    [90, 10, -3].map((days) => inDays(days).level),
    ['ok', 'warning', 'problem'],
  )
  assert.match(inDays(-3).message, /ended 3 days ago/)
})
