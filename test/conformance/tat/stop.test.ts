import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { eventually } from '../../e2e/harness/wait.ts'
import { call } from '../support/client.ts'
import { folder, names } from '../support/fleet.ts'
import { becomes, client, ended, firstTask, outputOf, start, tasksOf } from '../support/run.ts'

const host = names.cvm ?? ''
const other = names.cvm2 ?? ''
/** Source: limits of a native agent: unended tasks that one is given at a time; more wait on the server. */
const window = 128

const cancel = (invocation: string, more: object = {}) =>
  call(client, 'CancelInvocation', { InvocationId: invocation, ...more })

/** A script with a child, a child's child and a daemon in a session of its own, all deaf to a polite signal. */
const family = (name: string) => {
  const file = (member: string) => join(folder, `${name}.${member}`)
  const members = ['script', 'child', 'daemon']
  const script = `trap '' TERM HUP INT
echo $$ > ${file('script')}
sh -c 'echo $$ > ${file('child')}; sleep 600' &
setsid sh -c 'echo $$ > ${file('daemon')}; exec sleep 600' > /dev/null 2>&1 < /dev/null &
while [ ! -s ${file('child')} ] || [ ! -s ${file('daemon')} ]; do sleep 0.05; done
echo 起动
sleep 600
echo never`
  const pids = () => members.map((member) => Number(readFileSync(file(member), 'utf8')))
  const born = () =>
    eventually(`the family of ${name}`, () =>
      members.every((member) => existsSync(file(member)) && readFileSync(file(member), 'utf8').endsWith('\n')),
    )
  return { script, pids, born }
}

/** A zombie has ended; who reaps it is not our matter. */
function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
const allGone = (pids: readonly number[]) => eventually(`the end of ${pids.join()}`, () => !pids.some(isRunning))

const statusOf = async (invocation: string) => {
  const { InvocationSet } = await call(client, 'DescribeInvocations', { InvocationIds: [invocation] })
  return (InvocationSet as readonly [{ readonly InvocationStatus: string }])[0].InvocationStatus
}

describe('an end before the end', { concurrency: 4 }, () => {
  test('a cancel during the run is TERMINATED, and no process is left', async () => {
    const { script, pids, born } = family('cancelled')
    const invocation = await start(script, [host])
    await born()
    await becomes(invocation, 'RUNNING')
    await cancel(invocation)
    const [task] = await ended(invocation)
    assert.equal(task?.TaskStatus, 'TERMINATED', task?.ErrorInfo)
    assert.equal(task && outputOf(task), '起动\n')
    assert.ok(task?.StartTime && task.EndTime)
    await allGone(pids())
    assert.equal(await statusOf(invocation), 'CANCELLED')
    await cancel(invocation)
    assert.equal((await firstTask(invocation)).TaskStatus, 'TERMINATED', 'a second cancel changes nothing')
  })

  test('a script beyond its Timeout is TIMEOUT, and no process is left', async () => {
    const { script, pids } = family('late')
    const invocation = await start(script, [host], { Timeout: 8 })
    const [task] = await ended(invocation)
    assert.equal(task?.TaskStatus, 'TIMEOUT', task?.ErrorInfo)
    assert.equal(task && outputOf(task), '起动\n')
    await allGone(pids())
    assert.equal(await statusOf(invocation), 'TIMEOUT')
  })

  test('a daemon that outlives a script which ends by itself does not hold up the end', async () => {
    const invocation = await start('setsid sleep 600 > /dev/null 2>&1 < /dev/null & echo $!', [host])
    const [task] = await ended(invocation)
    assert.equal(task?.TaskStatus, 'SUCCESS', task?.ErrorInfo)
    const pid = Number(task && outputOf(task))
    if (isRunning(pid)) process.kill(pid, 'SIGKILL')
  })

  test('a cancel of one instance leaves the other to its end', async () => {
    const file = join(folder, 'go-on')
    const invocation = await start(`while [ ! -e ${file} ]; do sleep 0.1; done; echo went on`, [host, other])
    await eventually('both to run', async () =>
      (await tasksOf(invocation)).every((task) => task.TaskStatus === 'RUNNING'),
    )
    await cancel(invocation, { InstanceIds: [host] })
    await eventually('one to end', async () =>
      (await tasksOf(invocation)).some((task) => task.TaskStatus === 'TERMINATED'),
    )
    writeFileSync(file, '')
    const tasks = await ended(invocation)
    const statuses = Object.fromEntries(tasks.map((task) => [task.InstanceId, task.TaskStatus]))
    assert.deepEqual(statuses, { [host]: 'TERMINATED', [other]: 'SUCCESS' })
    assert.equal(await statusOf(invocation), 'PARTIAL_CANCELLED')
  })

  test('a cancel at once never lets the script run on', async () => {
    const rounds = Array.from({ length: 10 }, async () => {
      const invocation = await start('sleep 300', [host])
      await cancel(invocation)
      const [task] = await ended(invocation)
      assert.match(task?.TaskStatus ?? '', /^(CANCELLED|TERMINATED)$/, task?.ErrorInfo)
      assert.equal(await statusOf(invocation), 'CANCELLED')
    })
    await Promise.all(rounds)
  })
})

test('a cancel before the run is CANCELLED, and nothing ran', async () => {
  const blockers = await Promise.all(
    Array.from({ length: window }, () => start('sleep 300', [other], { Timeout: 600 })),
  )
  const file = join(folder, 'must-not-be')
  const waiting = await start(`touch ${file}`, [other])
  await becomes(waiting, 'PENDING')
  await cancel(waiting)
  const [task] = await ended(waiting)
  assert.equal(task?.TaskStatus, 'CANCELLED', task?.ErrorInfo)
  assert.equal(task?.StartTime, null)
  assert.equal(task?.TaskResult.ExecStartTime, null)
  await Promise.all(blockers.map((invocation) => cancel(invocation)))
  const ends = await Promise.all(blockers.map((invocation) => ended(invocation)))
  assert.deepEqual(
    [...new Set(ends.flat().map(({ TaskStatus }) => TaskStatus))].filter((status) => status !== 'CANCELLED'),
    ['TERMINATED'],
  )
  assert.equal(existsSync(file), false)
})
