import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { findAccess, serverUrl } from '../../src/access/access.ts'
import { isLoopback } from '../../src/access/loopback.ts'
import { profilesFile, readProfiles, storeProfile } from '../../src/access/profiles.ts'
import { CliError } from '../../src/errors.ts'

function place(t: TestContext, env: Record<string, string> = {}) {
  const home = mkdtempSync(join(tmpdir(), 'muster-cli-'))
  t.after(() => rmSync(home, { recursive: true }))
  mkdirSync(join(home, 'data'))
  const keep = (name: string, value: unknown, mode = 0o600) => {
    writeFileSync(join(home, name), JSON.stringify(value), { mode })
    chmodSync(join(home, name), mode)
  }
  return { env, home, cwd: home, keep }
}
const key = (name: string) => ({ secretId: `id-${name}`, secretKey: `key-${name}` })
const credentials = (name: string) => ({ id: `id-${name}`, secret: `key-${name}` })
const local = 'http://127.0.0.1:8470'

test('the server of this folder is found with its key', (t) => {
  const here = place(t)
  here.keep('data/admin.json', key('local'))
  assert.deepEqual(findAccess({}, here), { server: local, credentials: credentials('local') })
  here.keep('data/server.json', { url: 'http://127.0.0.1:9000' })
  assert.equal(findAccess({}, here).server, 'http://127.0.0.1:9000')
})

test('MUSTER_DATA names another folder', (t) => {
  const here = place(t, { MUSTER_DATA: 'elsewhere' })
  mkdirSync(join(here.home, 'elsewhere'))
  here.keep('elsewhere/admin.json', key('there'))
  assert.deepEqual(findAccess({}, here).credentials, credentials('there'))
})

test('a login goes before the folder, the environment before the login, a key file before all', (t) => {
  const here = place(t)
  here.keep('data/admin.json', key('local'))
  storeProfile(profilesFile(here.env, here.home), 'https://far.example', credentials('login'))
  assert.deepEqual(findAccess({}, here), { server: 'https://far.example', credentials: credentials('login') })
  const env = { MUSTER_SERVER: 'https://env.example', MUSTER_SECRET_ID: 'id-env', MUSTER_SECRET_KEY: 'key-env' }
  assert.deepEqual(findAccess({}, { ...here, env }), { server: 'https://env.example', credentials: credentials('env') })
  here.keep('mine.json', key('file'))
  assert.deepEqual(findAccess({ server: 'box:80', keyFile: 'mine.json' }, { ...here, env }), {
    server: 'http://box',
    credentials: credentials('file'),
  })
})

test('the key of the server that is named is taken, not that of the last login', (t) => {
  const here = place(t)
  const file = profilesFile(here.env, here.home)
  storeProfile(file, 'https://a.example', credentials('a'))
  storeProfile(file, 'https://b.example', credentials('b'))
  assert.deepEqual(findAccess({ server: 'https://a.example' }, here).credentials, credentials('a'))
  assert.equal(readProfiles(file).current, 'https://b.example')
})

test('logins are kept where only their owner can read them, below XDG_CONFIG_HOME when it is set', (t) => {
  const here = place(t)
  const file = profilesFile({ XDG_CONFIG_HOME: join(here.home, 'xdg') }, here.home)
  storeProfile(file, local, credentials('x'))
  assert.equal(file, join(here.home, 'xdg/muster/credentials.json'))
  assert.equal(statSync(file).mode & 0o777, 0o600)
})

test('a key file that others can read, half a pair, no key and broken JSON are refused', (t) => {
  const here = place(t)
  assert.throws(() => findAccess({}, here), /there is no key for http:\/\/127/)
  assert.throws(() => findAccess({}, { ...here, env: { MUSTER_SECRET_ID: 'x' } }), /MUSTER_SECRET_KEY is missing/)
  here.keep('open.json', key('open'), 0o644)
  assert.throws(() => findAccess({ keyFile: 'open.json' }, here), /others can read the keys/)
  writeFileSync(join(here.home, 'data/admin.json'), '{')
  assert.throws(() => findAccess({}, here), CliError)
})

test('an address has one spelling', () => {
  assert.equal(serverUrl('host:8470/'), 'http://host:8470')
  assert.equal(serverUrl('HTTPS://Host.Example/x'), 'https://host.example')
  assert.throws(() => serverUrl('ftp://host'), CliError)
  assert.deepEqual(['http://127.0.0.1:1', 'http://localhost', 'http://[::1]:2', 'http://10.0.0.1'].map(isLoopback), [
    true,
    true,
    true,
    false,
  ])
})

test('the token of a temporary key goes with it, from the environment, a key file or a login', (t) => {
  const temporary = { id: 'id-a', secret: 'key-a', token: 't' }
  const env = { MUSTER_SECRET_ID: 'id-a', MUSTER_SECRET_KEY: 'key-a', MUSTER_TOKEN: 't' }
  assert.deepEqual(findAccess({}, place(t, env)).credentials, temporary)
  const here = place(t)
  here.keep('temporary.json', { ...key('a'), token: 't' })
  assert.deepEqual(findAccess({ keyFile: 'temporary.json' }, here).credentials, temporary)
  storeProfile(profilesFile(here.env, here.home), local, temporary)
  assert.deepEqual(findAccess({}, here).credentials, temporary)
})
