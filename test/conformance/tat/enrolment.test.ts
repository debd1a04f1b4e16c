import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { startAgent } from '../../e2e/harness/programs.ts'
import { eventually } from '../../e2e/harness/wait.ts'
import { call, codeOf } from '../support/client.ts'
import { enrolOnly } from '../support/enrol.ts'
import { folder, server } from '../support/fleet.ts'
import { client, encode, ended, start } from '../support/run.ts'

async function makeCode(limits: object) {
  const made = await call(client, 'CreateRegisterCode', limits)
  return { id: String(made.RegisterCodeId), secret: String(made.RegisterCodeValue) }
}

const describeInstance = async (id: string) => {
  const answer = await call(client, 'DescribeRegisterInstances', { InstanceIds: [id] })
  return (answer.RegisterInstanceSet as readonly Readonly<Record<string, unknown>>[])[0]
}

describe('enrolment by a code of the SDK', () => {
  test('RegisterLimit is held, and InstanceNamePrefix begins the name of a host that has none', async () => {
    const code = await makeCode({ RegisterLimit: 1, InstanceNamePrefix: 'rack-', EffectiveTime: 100_000 })
    const id = await enrolOnly(server, code, '')
    assert.equal((await describeInstance(id))?.InstanceName, 'rack-')
    await assert.rejects(enrolOnly(server, code, 'second'), /used up/)
    await call(client, 'DeleteRegisterInstance', { InstanceId: id })
    await assert.rejects(enrolOnly(server, code, 'third'), /used up/, 'a place is used once')
  })

  test('IpAddressRange is held', async () => {
    await assert.rejects(
      enrolOnly(server, await makeCode({ IpAddressRange: '10.0.0.0/8' }), 'far'),
      /10\.0\.0\.0\/8 only/,
    )
    const near = await enrolOnly(server, await makeCode({ IpAddressRange: '127.0.0.0/8' }), 'near')
    await call(client, 'DeleteRegisterInstance', { InstanceId: near })
  })

  test('a disabled code and a deleted one admit nobody', async () => {
    const [disabled, deleted] = [await makeCode({}), await makeCode({})]
    await call(client, 'DisableRegisterCodes', { RegisterCodeIds: [disabled.id] })
    await call(client, 'DeleteRegisterCodes', { RegisterCodeIds: [deleted.id] })
    await assert.rejects(enrolOnly(server, disabled, 'a'), /disabled/)
    await assert.rejects(enrolOnly(server, deleted, 'b'), /wrong/)
  })

  test('a deleted instance is cut off at once and does not come back with its key', async (t) => {
    const agent = await startAgent(t, server, folder, 'leaving', await makeCode({ RegisterLimit: 2 }))
    const id = agent.instance
    await eventually('it to be online', async () => (await describeInstance(id))?.Status === 'Online')
    const run = await start('exec sleep 60', [id], { Timeout: 60 })
    await eventually('its script to run', async () => {
      const answer = await call(client, 'DescribeInvocations', { InvocationIds: [run] })
      return (
        (answer.InvocationSet as readonly [{ readonly InvocationStatus: string }])[0].InvocationStatus === 'RUNNING'
      )
    })
    await call(client, 'DeleteRegisterInstance', { InstanceId: id })
    assert.equal(await describeInstance(id), undefined)
    const [task] = await ended(run)
    assert.deepEqual([task?.TaskStatus, task?.ErrorInfo], ['TASK_TIMEOUT', 'the host was removed'])
    const log = () => readFileSync(join(folder, 'leaving.log'), 'utf8')
    await eventually('its agent to end', () => log().includes('the server refused: this host was removed'))
    agent.restart()
    await eventually('it to be refused again', () => log().includes('This server does not know the agent'))
    const again = call(client, 'RunCommand', { Content: encode('true'), InstanceIds: [id] })
    assert.equal(await codeOf(again), 'ResourceNotFound.InstanceNotFound')
  })
})
