import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCommandLine } from '../../src/command-line.ts'
import { type Answers, fakeServer } from '../helpers/fake-server.ts'
import { base64 } from '../helpers/samples.ts'

const command = {
  id: 'cmd-00000001',
  name: 'check',
  description: 'looks around',
  script: base64('uptime'),
  type: 'shell',
  timeout: 60,
  user: '',
  workingDirectory: '',
  parameters: null,
  public: true,
  createdAt: '2026-11-22T06:00:00.000Z',
}
const host = { id: 'ins-00000001', name: 'web-001', online: true }
const found = (...instances: readonly object[]) => ({ total: instances.length, offline: 0, accountTotal: 3, instances })
const code = {
  id: '3f9a0c1e-77aa-4bcd-a123-0123456789ab',
  secret: 's3',
  serverKey: 'SHA256:a',
  serverCert: null,
  agentHash: null,
}
const user = {
  name: 'bob',
  policy: { actions: ['tat:Describe*'], instances: ['*'], commands: [], users: ['deploy'] },
  enabled: true,
  createdAt: '2026-11-22T06:00:00Z',
}

const stored = {
  ...{ name: 'greeting', version: 3, kind: 'plain', value: 'hello', user: 'ann' },
  createdAt: '2026-11-22T06:00:00Z',
}

interface Case {
  readonly line: string
  readonly answers: Answers
  readonly says: RegExp
  readonly asks?: object
}

const cases: readonly Case[] = [
  { line: 'commands', answers: { listCommands: () => ({ total: 1, items: [command] }) }, says: /public: looks around/ },
  {
    line: 'commands --own',
    answers: { listCommands: ({ query }) => ({ total: Number(query.public !== 'false'), items: [] }) },
    says: /^$/,
  },
  {
    line: 'commands modify cmd-00000001 --name look --timeout 2m --param a=1 -- uptime -p',
    answers: { modifyCommand: () => command },
    says: /^cmd-00000001 {2}check/,
    asks: { name: 'look', timeout: 120, parameters: { a: '1' }, script: base64('uptime -p') },
  },
  {
    line: 'commands preview cmd-00000001 --param a=1',
    answers: { previewCommand: () => ({ script: base64('echo 1\n') }) },
    says: /^echo 1\n$/,
    asks: { parameters: { a: '1' } },
  },
  { line: 'commands delete cmd-00000001', answers: { deleteCommand: () => ({}) }, says: /stays in the record/ },
  {
    line: 'codes create --limit 3 --ip-range 10.0.0.0/8',
    answers: { createRegisterCode: () => code },
    says: /secret +s3[\s\S]*It admits 3 hosts, for 4 h/,
    asks: { kind: 'managed', limit: 3, hours: 4, ipRange: '10.0.0.0/8', description: '', namePrefix: '' },
  },
  { line: `codes delete ${code.id}`, answers: { deleteRegisterCode: () => ({}) }, says: /deleted/ },
  { line: `hosts codes disable ${code.id}`, answers: { disableRegisterCode: () => ({}) }, says: /disabled/ },
  {
    line: 'keys create --temporary 15m --role reader',
    answers: {
      createTemporaryKey: () => ({
        ...{ id: 'AKID1', user: 'ci', role: 'reader', enabled: true, secret: 's3', token: 't0k' },
        expiresAt: '2026-11-22T06:15:00Z',
        createdAt: '2026-11-22T06:00:00Z',
      }),
    },
    says: /token +t0k[\s\S]*It ends after 15 min/,
    asks: { seconds: 900, role: 'reader' },
  },
  {
    line: 'accounts create team --user ann',
    answers: {
      createAccount: () => ({
        ...{ account: 'team', id: 'AKID1', user: 'ann', role: 'administrator', enabled: true, secret: 's3' },
        ...{ expiresAt: null, createdAt: '2026-11-22T06:00:00Z' },
      }),
    },
    says: /secret key +s3[\s\S]*first administrator of team/,
    asks: { name: 'team', user: 'ann' },
  },
  {
    line: 'users create bob',
    answers: { createUser: () => user },
    says: /keys create --user bob/,
    asks: { name: 'bob' },
  },
  { line: 'users', answers: { listUsers: () => ({ items: [user] }) }, says: /bob +enabled +\S.* tat:Describe\*/ },
  { line: 'users policy bob', answers: { listUsers: () => ({ items: [user] }) }, says: /"tat:Describe\*"/ },
  {
    line: 'users policy bob --remove',
    answers: { setPolicy: () => ({ ...user, policy: null }) },
    says: /all that its roles allow/,
    asks: { policy: null },
  },
  {
    line: 'users disable bob',
    answers: { disableUser: () => ({ ...user, enabled: false }) },
    says: /^bob {2}disabled/,
  },
  {
    line: 'parameters',
    answers: { listParameters: () => ({ items: [stored, { ...stored, name: 'pw', kind: 'secret', value: null }] }) },
    says: /greeting +3 +plain +hello +ann[\s\S]*pw +3 +secret +\*{6}/,
  },
  {
    line: 'parameters set greeting hello',
    answers: { setParameter: () => stored },
    says: /^greeting {2}version 3\n$/,
    asks: { name: 'greeting', value: 'hello', secret: false },
  },
  { line: 'parameters get greeting --at 3', answers: { getParameter: () => stored }, says: /^hello\n$/ },
  {
    line: 'parameters get greeting --reveal',
    answers: { revealParameter: () => stored },
    says: /^hello\n$/,
    asks: {},
  },
  {
    line: 'parameters history greeting',
    answers: { listParameterVersions: () => ({ items: [stored] }) },
    says: /greeting +3/,
  },
  { line: 'parameters delete greeting', answers: { deleteParameter: () => ({}) }, says: /^greeting {2}deleted/ },
  {
    line: 'hosts rename web-001 db-001',
    answers: { previewTargets: () => found(host), renameInstance: () => ({}) },
    says: /^ins-00000001 {2}db-001\n$/,
    asks: { name: 'db-001' },
  },
  {
    line: 'hosts remove ins-00000001',
    answers: { previewTargets: () => found(host), removeInstance: () => ({}) },
    says: /^ins-00000001 {2}web-001 {2}removed/,
  },
]
for (const { line, answers, says, asks } of cases)
  test(`muster ${line}`, async (t) => {
    const server = await fakeServer(t, answers)
    const io = server.io()
    assert.equal(await runCommandLine(line.split(' '), io), 0, io.stderr.text)
    assert.match(io.stdout.text, says)
    if (asks) assert.deepEqual(server.body(), asks)
  })

test('a name that several hosts have removes none', async (t) => {
  const server = await fakeServer(t, { previewTargets: () => found(host, host) })
  const io = server.io()
  assert.equal(await runCommandLine(['hosts', 'remove', 'web-001'], io), 2)
  assert.match(io.stderr.text, /2 hosts are called web-001/)
  assert.deepEqual(server.routes(), ['previewTargets'])
})

test('a change of nothing is refused before it is sent', async (t) => {
  const io = (await fakeServer(t, {})).io()
  assert.equal(await runCommandLine(['commands', 'modify', 'cmd-00000001'], io), 2)
  assert.match(io.stderr.text, /say what to change/)
})

test('a secret is not taken from the command line', async (t) => {
  const server = await fakeServer(t, {})
  const io = server.io()
  assert.equal(await runCommandLine(['parameters', 'set', 'pw', 's3cr3t', '--secret'], io), 2)
  assert.match(io.stderr.text, /give it by --file or on stdin/)
  assert.deepEqual(server.routes(), [])
})

test('a secret comes from stdin without the end of its line, and is printed for nobody who did not ask', async (t) => {
  const hidden = { ...stored, name: 'pw', kind: 'secret', value: null }
  const server = await fakeServer(t, { setParameter: () => hidden, getParameter: () => hidden })
  const io = server.io({ input: 's3cr3t\n' })
  assert.equal(await runCommandLine(['parameters', 'set', 'pw', '--secret'], io), 0)
  assert.deepEqual(server.body(), { name: 'pw', value: 's3cr3t', secret: true })
  assert.equal(await runCommandLine(['parameters', 'get', 'pw'], io), 2)
  assert.match(io.stderr.text, /pw is a secret: --reveal prints it/)
})
