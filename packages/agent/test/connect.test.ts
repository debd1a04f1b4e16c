import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { closeCodes, fingerprint } from '@muster/protocol/agent'
import { generateKeys } from '../src/identity/keys.ts'
import { AgentProcess, setStage } from './support/agent-process.ts'
import { secret } from './support/fake-server.ts'
import { until } from './support/until.ts'

test('a host enrols once, keeps its identity closed, and comes back with the next epoch', async (t) => {
  const { server, url, data, start } = await setStage(t)
  const first = start()
  await server.connected()
  assert.equal(statSync(data).mode & 0o777, 0o700)
  assert.equal(statSync(join(data, 'identity.json')).mode & 0o777, 0o600)
  assert.equal(JSON.parse(readFileSync(join(data, 'identity.json'), 'utf8')).instance, 'ins-test0001')
  assert.equal(await first.stop(), 0)
  start(['--server', url, '--data', data])
  await server.connected()
  await until('the next epoch', () => readFileSync(join(data, 'epoch'), 'utf8') === '2\n')
  assert.deepEqual([server.registrations, server.problems], [1, []])
  assert.doesNotMatch(first.log, new RegExp(secret))
})

test('the secret may come from a file or the environment', async (t) => {
  const { server, url, data, start } = await setStage(t)
  writeFileSync(join(data, 'secret'), `${secret}\n`)
  start(['--server', url, '--data', join(data, 'one'), '--code', 'c', '--secret-file', join(data, 'secret')])
  await server.connected('ins-test0001')
  const environment = {
    MUSTER_SERVER: url,
    MUSTER_AGENT_DATA: join(data, 'two'),
    MUSTER_AGENT_CODE: 'c',
    MUSTER_AGENT_SECRET: secret,
    MUSTER_SERVER_KEY: fingerprint(server.keys.publicKey),
  }
  start([], environment)
  await server.connected('ins-test0002')
  assert.deepEqual(server.problems, [])
})

test('a server with another key is not trusted, at the first start or later', async (t) => {
  const { server, url, data, start } = await setStage(t)
  const wrong = fingerprint(generateKeys().publicKey)
  const stranger = start(['--server', url, '--data', data, '--code', 'c', '--secret', secret, '--server-key', wrong])
  assert.equal(await stranger.exit(), 3)
  assert.equal(server.registrations, 0)
  const first = start()
  await server.connected()
  await first.stop()
  server.keys = generateKeys()
  const second = start(['--server', url, '--data', data])
  assert.equal(await second.exit(), 3)
  assert.match(second.log, /error: the server's key is SHA256:.*another server/)
})

test('a final refusal ends the agent, another one does not', async (t) => {
  const { server, start } = await setStage(t)
  server.refusal = { reason: 'the code is used up', final: true }
  const refused = start()
  assert.equal(await refused.exit(), 3)
  assert.match(refused.log, /^error: the server refused: the code is used up$/m)
  server.refusal = { reason: 'starting', final: false }
  const waiting = start()
  await until('two tries', () => server.connections >= 3)
  server.refusal = undefined
  await server.connected()
  assert.match(waiting.log, /the server refused: starting; trying again/)
})

test('an agent whose identity connects elsewhere ends', async (t) => {
  const { server, start } = await setStage(t)
  const agent = start()
  const socket = await server.connected()
  socket.close(closeCodes.replaced)
  assert.equal(await agent.exit(), 4)
  assert.match(agent.log, /another agent with the same identity/)
})

test('two agents cannot share a data folder, but a lock that was left behind is no lock', async (t) => {
  const { server, url, data, start } = await setStage(t)
  const first = start()
  await server.connected()
  const second = start(['--server', url, '--data', data])
  assert.equal(await second.exit(), 5)
  assert.match(second.log, /another agent \(process \d+\) uses/)
  await first.kill()
  assert.equal(readFileSync(join(data, 'lock'), 'utf8').split(' ')[0], String(first.child.pid))
  start(['--server', url, '--data', data])
  await server.connected()
})

for (const [what, parameters, message] of [
  ['without a server', [], /^error: the server is missing/],
  ['beyond this machine without TLS', ['--server', 'http://192.0.2.1:1'], /without TLS.*--insecure/],
  [
    'beyond this machine without the key',
    ['--server', 'https://192.0.2.1', '--code', 'a', '--secret', 'b'],
    /--server-key/,
  ],
  ['without a code', ['--server', 'http://127.0.0.1:1'], /not enrolled.*--code and --secret/],
  ['with an unknown option', ['--nope'], /'--nope'.*--help/],
] as const)
  test(`a start ${what} is refused in one line`, async (t) => {
    const { data } = await setStage(t)
    const agent = new AgentProcess(['--data', data, ...parameters])
    assert.equal(await agent.exit(), 2)
    assert.match(agent.log, message)
    assert.equal(agent.log.trim().split('\n').length, 1)
  })

test('a damaged identity is told, and not replaced', async (t) => {
  const { url, data, start } = await setStage(t)
  writeFileSync(join(data, 'identity.json'), '{')
  chmodSync(join(data, 'identity.json'), 0o600)
  const agent = start(['--server', url, '--data', data])
  assert.equal(await agent.exit(), 2)
  assert.match(agent.log, /identity.json is damaged/)
  assert.equal(readFileSync(join(data, 'identity.json'), 'utf8'), '{')
})

test('a folder that is none is told by its option', async (t) => {
  const { url, data, start } = await setStage(t)
  writeFileSync(join(data, 'file'), '')
  const agent = start(['--server', url, '--data', join(data, 'file'), '--code', 'c', '--secret', secret])
  assert.equal(await agent.exit(), 2)
  assert.match(agent.log, /^error: --data \S+ cannot be used \(EEXIST\): name a folder.*\n$/)
})

test('a folder to which others may write is not used', async (t) => {
  const { url, data, start } = await setStage(t)
  mkdirSync(join(data, 'open', 'something'), { recursive: true })
  chmodSync(join(data, 'open'), 0o777)
  const agent = start(['--server', url, '--data', join(data, 'open'), '--code', 'c', '--secret', secret])
  assert.equal(await agent.exit(), 2)
  assert.match(agent.log, /others may write to/)
})
