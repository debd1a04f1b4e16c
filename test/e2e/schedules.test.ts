import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { allOnline, type Fleet, startFleet } from './harness/fleet.ts'
import { makeFolder, type RunningServer, startServer, startSwarm } from './harness/programs.ts'
import { callTat, hasEnded, readTasks } from './harness/tat.ts'
import { eventually } from './harness/wait.ts'

const schedules = 40
/** When the server is killed, in milliseconds from the moment at which all of them fire. */
const kills = [-20, 5, 25, 200]

interface FireRecord {
  readonly InvokerId: string
  readonly InvocationId: string
  readonly Reason: string
  readonly Result: string
}

type Served = Pick<Fleet, 'server'>

const fields = async ({ server }: Served, action: string, parameters: object): Promise<Record<string, unknown>> => {
  const answer = await callTat(server, action, parameters)
  assert.equal(answer.Error, undefined, JSON.stringify(answer))
  return answer
}

async function schedule(fleet: Fleet, command: unknown, at: number): Promise<readonly string[]> {
  const settings = { Policy: 'ONCE', InvokeTime: `${new Date(at).toISOString().slice(0, 19)}Z` }
  const made = Array.from({ length: schedules }, (_, n) =>
    fields(fleet, 'CreateInvoker', {
      Name: `s${n}`,
      Type: 'SCHEDULE',
      CommandId: command,
      InstanceIds: fleet.instances,
      Parameters: JSON.stringify({ name: `${at}-${n}` }),
      ScheduleSettings: settings,
    }),
  )
  return (await Promise.all(made)).map(({ InvokerId }) => String(InvokerId))
}

async function firesOf(fleet: Fleet, InvokerIds: readonly string[]): Promise<readonly FireRecord[]> {
  const { InvokerRecordSet } = await fields(fleet, 'DescribeInvokerRecords', { InvokerIds, Limit: 100 })
  return InvokerRecordSet as readonly FireRecord[]
}

test('a server that is killed as forty schedules fire starts each of them exactly once', async (t) => {
  const fleet = await startFleet(t, 1)
  const folder = join(fleet.folder, 'marks')
  mkdirSync(folder)
  const { CommandId } = await fields(fleet, 'CreateCommand', {
    CommandName: 'mark',
    Content: Buffer.from(`echo ran >> ${folder}/{{name}}`).toString('base64'),
    EnableParameter: true,
  })
  // How long it takes to make them, told by some that fire long after the test.
  const began = performance.now()
  await schedule(fleet, CommandId, Date.now() + 86_400_000)
  const lead = 2000 + 4 * (performance.now() - began)
  for (const kill of kills) {
    const at = Math.ceil((Date.now() + lead) / 1000) * 1000
    const invokers = await schedule(fleet, CommandId, at)
    await pause(at + kill - Date.now())
    await fleet.server.kill()
    await fleet.server.restart()
    const fires = await eventually('every schedule to fire', async () => {
      const found = await firesOf(fleet, invokers)
      return found.length >= schedules && found
    })
    assert.deepEqual(new Set(fires.map(({ InvokerId }) => InvokerId)), new Set(invokers), 'one record for each')
    for (const { InvocationId, Reason } of fires) {
      const tasks = await eventually(`${InvocationId} to end`, async () => {
        const read = await readTasks(fleet.server, InvocationId)
        return read.every(hasEnded) && read
      })
      assert.deepEqual(
        tasks.map(({ TaskStatus }) => TaskStatus),
        ['SUCCESS'],
        Reason,
      )
    }
    const marks = readdirSync(folder).filter((name) => name.startsWith(`${at}-`))
    assert.equal(marks.length, schedules, `killed at ${kill} ms`)
    for (const name of marks) assert.equal(readFileSync(join(folder, name), 'utf8'), 'ran\n', 'a script ran twice')
    assert.equal((await firesOf(fleet, invokers)).length, schedules)
  }
})

const many = 1000
const simulated = 20

test('a thousand schedules of the same minute all start within it', async (t) => {
  const folder = makeFolder(t)
  const server = await startServer(t, folder)
  const served = { server }
  const code = await fields(served, 'CreateRegisterCode', { RegisterLimit: simulated })
  const secret = { id: String(code.RegisterCodeId), secret: String(code.RegisterCodeValue) }
  startSwarm(t, server, folder, secret, simulated)
  await allOnline(server, simulated)
  const instances = await instancesOf(server)
  const { CommandId } = await fields(served, 'CreateCommand', { CommandName: 'true', Content: 'dHJ1ZQ==' })
  const created = await Promise.all(
    Array.from({ length: many }, (_, n) =>
      fields(served, 'CreateInvoker', {
        Name: `s${n}`,
        Type: 'SCHEDULE',
        CommandId,
        InstanceIds: [instances[n % instances.length]],
        ScheduleSettings: { Policy: 'RECURRENCE', Recurrence: '* * * * *' },
      }),
    ),
  )
  assert.equal(created.length, many)
  // Those that were made just before the minute turned fire once more in the next.
  const minute = (Math.floor(Date.now() / 60_000) + 1) * 60_000
  const started = await eventually('a thousand runs to start', async () => {
    const runs = await runsSince(server, minute)
    return runs.length >= many && runs.every(({ StartTime }) => StartTime !== null) && runs
  })
  for (const { StartTime } of started) assert.ok(Date.parse(String(StartTime)) < minute + 60_000, String(StartTime))
  assert.equal(started.length, many, 'once each')
})

interface Run {
  readonly InvocationId: string
  readonly CreatedTime: string
  readonly StartTime: string | null
}

async function instancesOf(server: RunningServer): Promise<readonly string[]> {
  const { AutomationAgentSet } = await fields({ server }, 'DescribeAutomationAgentStatus', { Limit: 100 })
  return (AutomationAgentSet as readonly { readonly InstanceId: string }[]).map(({ InstanceId }) => InstanceId)
}

/** The invocations of one minute. Those that start while the pages are turned push others onto the next page again. */
async function runsSince(server: RunningServer, from: number): Promise<readonly Run[]> {
  const runs = new Map<string, Run>()
  for (let Offset = 0; ; Offset += 100) {
    const { InvocationSet } = await fields({ server }, 'DescribeInvocations', { Limit: 100, Offset })
    const page = InvocationSet as readonly Run[]
    for (const run of page) runs.set(run.InvocationId, run)
    if (page.length < 100) break
  }
  return [...runs.values()].filter(
    ({ CreatedTime }) => Date.parse(CreatedTime) >= from && Date.parse(CreatedTime) < from + 60_000,
  )
}
