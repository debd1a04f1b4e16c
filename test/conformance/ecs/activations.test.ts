import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startAgent } from '../../e2e/harness/programs.ts'
import { eventually } from '../../e2e/harness/wait.ts'
import { call as callTat } from '../support/client.ts'
import { currentSdk } from '../support/ecs-client.ts'
import { enrolOnly } from '../support/enrol.ts'
import { folder, server } from '../support/fleet.ts'
import { client } from '../support/run.ts'

const call = currentSdk()
type Row = Readonly<Record<string, unknown>>

async function makeCode(limits: object) {
  const made = await call('CreateActivation', { ...limits })
  return { id: String(made.ActivationId), secret: String(made.ActivationCode) }
}

const hostsOf = async (ActivationId: string) =>
  (await call('DescribeManagedInstances', { ActivationId })).Instances as readonly Row[]

test('an activation enrols a real agent, which runs what it is sent and is deregistered', async (t) => {
  const code = await makeCode({ InstanceCount: 100, Description: 'from ECS' })
  const agent = await startAgent(t, server, folder, 'activated', code)
  const [host] = await eventually('it to be connected', async () => {
    const hosts = await hostsOf(code.id)
    return hosts[0]?.Connected === true && hosts
  })
  const InstanceId = String(host?.InstanceId)
  assert.equal(InstanceId, agent.instance.replace('rins-', 'mi-'))
  const run = { Type: 'RunShellScript', CommandContent: 'echo activated', InstanceId: [InstanceId] }
  const { InvokeId } = await call('RunCommand', run)
  await eventually('its run', async () => {
    const { Invocation } = await call('DescribeInvocationResults', { InvokeId, ContentEncoding: 'PlainText' })
    return JSON.stringify(Invocation).includes('"Output":"activated\\n"')
  })
  const [counted] = await hostsOf(code.id)
  assert.equal(counted?.InvocationCount, 1)
  const RegisterCodeIds = [code.id.toLowerCase()]
  const { RegisterCodeSet } = await callTat(client, 'DescribeRegisterCodes', { RegisterCodeIds })
  const [shown] = RegisterCodeSet as readonly Row[]
  assert.deepEqual([shown?.Description, shown?.RegisteredCount], ['from ECS', 1])
  const { Instance } = await call('DeregisterManagedInstance', { InstanceId })
  assert.equal((Instance as Row).ActivationId, code.id)
  await eventually('its agent to end', () =>
    readFileSync(join(folder, 'activated.log'), 'utf8').includes('the server refused: this host was removed'),
  )
  assert.deepEqual(await hostsOf(code.id), [])
  const { ActivationList } = await call('DescribeActivations', { ActivationId: code.id })
  assert.equal((ActivationList as readonly Row[])[0]?.DeregisteredCount, 1)
})

test('InstanceName, InstanceCount and IpAddressRange are held', async () => {
  const code = await makeCode({ InstanceName: 'rack', InstanceCount: 2, IpAddressRange: '127.0.0.0/8' })
  await enrolOnly(server, code, '')
  await enrolOnly(server, code, '')
  await assert.rejects(enrolOnly(server, code, 'third'), /used up/)
  const hosts = await hostsOf(code.id)
  assert.deepEqual(
    hosts.map(({ InstanceName }) => InstanceName),
    ['rack-2', 'rack-1'],
  )
  for (const { InstanceId } of hosts) await call('DeregisterManagedInstance', { InstanceId })
  await assert.rejects(enrolOnly(server, await makeCode({ IpAddressRange: '2001:db8::/32' }), 'far'), /2001:db8/)
})

test('a code of TAT is an activation', async () => {
  const made = await callTat(client, 'CreateRegisterCode', { Description: 'from TAT', EffectiveTime: 100_000 })
  const ActivationId = String(made.RegisterCodeId).toUpperCase()
  const list = async () => (await call('DescribeActivations', { ActivationId })).ActivationList as readonly Row[]
  const [shown] = await list()
  assert.deepEqual([shown?.Description, shown?.TimeToLiveInHours], ['from TAT', undefined])
  await callTat(client, 'DisableRegisterCodes', { RegisterCodeIds: [made.RegisterCodeId] })
  assert.equal((await list())[0]?.Disabled, true)
})
