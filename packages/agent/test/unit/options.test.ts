import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAddress } from '../../src/connect/address.ts'
import { agentOptions, describeOptions, isOn, readOptions, readTags } from '../../src/options.ts'

test('an option comes from the command line, or else from its variable', () => {
  const environment = { MUSTER_SERVER: 'http://127.0.0.1:1', MUSTER_AGENT_NAME: 'variable', MUSTER_INSECURE: 'true' }
  const values = readOptions(
    agentOptions,
    ['--name', 'given', '--secret', '-', '--tag', 'a=b=c', '--tag', 'd='],
    environment,
  )
  assert.deepEqual([values.server, values.name, values.secret], ['http://127.0.0.1:1', 'given', '-'])
  assert.deepEqual(readTags(values), { a: 'b=c', d: '' })
  assert.deepEqual([isOn(values.insecure), isOn(values.help)], [true, false])
})

test('the help names every option and every variable', () => {
  const help = describeOptions('', agentOptions)
  for (const [name, option] of Object.entries(agentOptions)) {
    assert.ok(help.includes(`--${name}`))
    if ('variable' in option) assert.ok(help.includes(`[${option.variable}]`))
  }
})

test('an address is the socket of the agents, with TLS unless it is this machine', () => {
  assert.deepEqual(readAddress('http://127.0.0.1:8470', 'required'), {
    url: 'ws://127.0.0.1:8470/agent/v1',
    loopback: true,
    privacy: 'private',
  })
  assert.equal(readAddress('https://muster.example/base/', 'required').url, 'wss://muster.example/base/agent/v1')
  assert.equal(readAddress('http://[::1]:8470', 'required').loopback, true)
  assert.equal(readAddress('ws://10.0.0.1', 'optional').loopback, false)
  assert.equal(readAddress('ws://10.0.0.1', 'optional').privacy, 'readable')
  assert.equal(readAddress('https://10.0.0.1', 'required').privacy, 'private')
  for (const wrong of ['', 'muster.example', 'ftp://127.0.0.1', 'http://127.0.0.1.example', 'http://10.0.0.1'])
    assert.throws(() => readAddress(wrong, 'required'), { name: 'Failure' })
})
