import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type Fleet, startFleet } from './harness/fleet.ts'
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

const fields = async (fleet: Fleet, action: string, parameters: object): Promise<Record<string, unknown>> => {
  const answer = await callTat(fleet.server, action, parameters)
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
  for (const kill of kills) {
    const at = Math.ceil(Date.now() / 1000) * 1000 + 2000
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
