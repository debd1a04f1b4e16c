import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { callCli } from './harness/cli.ts'
import { type Fleet, startFleet } from './harness/fleet.ts'
import { launcher, type RunningServer } from './harness/programs.ts'
import { callTat, hasEnded, readTasks } from './harness/tat.ts'
import { eventually } from './harness/wait.ts'

interface Started {
  readonly id: string
  readonly counts: { readonly delayed: number }
}

interface Key {
  readonly id: string
  readonly secret: string
}

async function startAway(t: TestContext): Promise<Fleet & { readonly agent: Fleet['agents'][number] }> {
  const fleet = await startFleet(t, 1)
  const [agent = assert.fail('an agent')] = fleet.agents
  return { ...fleet, agent }
}

const offline = (server: RunningServer) =>
  eventually('the host to be away', async () => {
    const { AutomationAgentSet: set } = await callTat(server, 'DescribeAutomationAgentStatus', {})
    return (set as readonly { AgentStatus: string }[])[0]?.AgentStatus === 'Offline'
  })

const runWaiting = (server: RunningServer, { instances }: Fleet, script: string) =>
  callCli(server, [
    'run',
    '--on',
    instances[0] ?? '',
    '--if-away',
    'wait=1h',
    '--detach',
    '--',
    script,
  ]) as Promise<Started>

const endOf = (server: RunningServer, invocation: string) =>
  eventually('the task to end', async () => {
    const [task] = await readTasks(server, invocation)
    return task && hasEnded(task) && task
  })

test('a task that waits for its host runs once when that comes back, whatever was killed meanwhile', async (t) => {
  const fleet = await startAway(t)
  const { server, agent, folder } = fleet
  await agent.kill()
  await offline(server)
  const mark = join(folder, 'ran')
  const { id, counts } = await runWaiting(server, fleet, `echo ran >> ${mark}`)
  assert.equal(counts.delayed, 1)
  await server.kill()
  await server.restart()
  assert.equal(hasEnded((await readTasks(server, id))[0] ?? assert.fail('a task')), false)
  agent.restart()
  assert.equal((await endOf(server, id)).TaskStatus, 'SUCCESS')
  await agent.kill()
  agent.restart()
  const again = await runWaiting(server, fleet, 'true')
  await endOf(server, again.id)
  assert.equal(readFileSync(mark, 'utf8'), 'ran\n')
})

test('a task whose caller lost the key while it waited does not run, and says why', async (t) => {
  const fleet = await startAway(t)
  const { server, agent, folder } = fleet
  const key = (await callCli(server, ['keys', 'create', '--user', 'ops', '--role', 'operator'])) as Key
  const data = join(folder, 'ops')
  mkdirSync(data)
  writeFileSync(join(data, 'admin.json'), JSON.stringify({ secretId: key.id, secretKey: key.secret }), { mode: 0o600 })
  await agent.kill()
  await offline(server)
  const mark = join(folder, 'ran')
  const { id } = await runWaiting({ ...server, data }, fleet, `echo ran > ${mark}`)
  const access = ['--server', server.url, '--key-file', join(server.data, 'admin.json')]
  await promisify(execFile)(process.execPath, [launcher, 'keys', 'disable', key.id, ...access])
  agent.restart()
  const task = await endOf(server, id)
  assert.equal(task.TaskStatus, 'DELIVER_FAILED')
  assert.equal(task.ErrorInfo, `not sent, because by then the access key ${key.id} was disabled`)
  assert.equal(existsSync(mark), false)
})

test('a script that is cancelled while its agent is away is stopped when the agent comes back', async (t) => {
  const fleet = await startAway(t)
  const { server, agent, folder, instances } = fleet
  const pid = join(folder, 'pid')
  const script = `trap "" TERM; echo $$ > ${pid}; while :; do sleep 1; done`
  const { id } = (await callCli(server, [
    'run',
    '--on',
    instances[0] ?? '',
    '--timeout',
    '1h',
    '--detach',
    '--',
    script,
  ])) as Started
  await eventually('the script to run', () => existsSync(pid) && readFileSync(pid, 'utf8') !== '')
  await agent.kill()
  await offline(server)
  await callCli(server, ['invocations', 'cancel', id])
  agent.restart()
  const ended = (await callCli(server, ['invocations', 'cancel', id, '--wait'])) as { readonly state: string }
  assert.equal(ended.state, 'cancelled')
  assert.equal((await endOf(server, id)).TaskStatus, 'TERMINATED')
  assert.equal(existsSync(`/proc/${readFileSync(pid, 'utf8').trim()}`), false, 'a script that ignores TERM is gone')
})
