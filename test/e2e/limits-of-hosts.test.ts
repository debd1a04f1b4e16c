import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { callCli } from './harness/cli.ts'
import { type Fleet, startFleet } from './harness/fleet.ts'
import { callTat, readTasks } from './harness/tat.ts'
import { eventually } from './harness/wait.ts'

const script = 'echo allowed'

/** What a run on the only host came to, by the command line and by TAT. */
async function run({ server, instances }: Fleet, text: string) {
  const Content = Buffer.from(text).toString('base64')
  const { InvocationId } = await callTat(server, 'RunCommand', { Content, InstanceIds: instances })
  const invocation = String(InvocationId)
  const task = await eventually('the end of the task', async () => {
    const [first] = await readTasks(server, invocation)
    return /SUCCESS|FAILED|TIMEOUT/.test(first?.TaskStatus ?? '') ? first : undefined
  })
  const shown = JSON.stringify(await callCli(server, ['invocations', 'show', invocation]))
  return { status: task.TaskStatus, cause: task.ErrorInfo, shown }
}

test('a host runs only what its owner lets it, from the next task on', async (t) => {
  const fleet = await startFleet(t, 1)
  const [agent] = fleet.agents
  const limit = (limits: object) => writeFileSync(join(agent?.data ?? '', 'limits.json'), JSON.stringify(limits))
  assert.equal((await run(fleet, script)).status, 'SUCCESS')

  const own = userInfo().username
  const hash = createHash('sha256').update(script).digest('hex')
  limit({ users: [own], scripts: [hash] })
  assert.equal((await run(fleet, script)).status, 'SUCCESS')
  const other = await run(fleet, 'echo other')
  assert.equal(other.status, 'DELIVER_FAILED')
  assert.match(String(other.cause), /the owner of this host has not allowed this script, [0-9a-f]{64}/)

  limit({ users: [] })
  const denied = await run(fleet, script)
  assert.equal(denied.status, 'DELIVER_FAILED')
  assert.equal(denied.cause, `the owner of this host lets no script run as "${own}"`)
  assert.ok(denied.shown.includes('"undelivered"') && denied.shown.includes('the owner of this host'), denied.shown)

  limit({ observeOnly: true })
  assert.equal((await run(fleet, script)).cause, 'the owner of this host lets nothing run on it')
  limit({ observe: true })
  assert.match(String((await run(fleet, script)).cause), /cannot be read/)
  limit({})
  assert.equal((await run(fleet, script)).status, 'SUCCESS')
})
