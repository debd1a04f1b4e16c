import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { allOnline, type Fleet, startFleet } from './harness/fleet.ts'
import { hasEnded, outputOf, readTasks, runScript, type TaskRecord } from './harness/tat.ts'
import { eventually } from './harness/wait.ts'

const hosts = 50
const rounds = 20

/** Prints 200 lines around a pause, leaves one line in a file of its own, and ends with a code that its id tells. */
const script = (folder: string) => `id=$(cat /proc/sys/kernel/random/uuid)
echo "$id" >> ${folder}/$id
i=0
while [ $i -lt 100 ]; do echo "$id $i"; i=$((i + 1)); done
sleep 1
while [ $i -lt 200 ]; do echo "$id $i 界" >&2; i=$((i + 1)); done
exit $(( 0x\${id%%-*} % 7 ))
`
const expectedOutput = (id: string) =>
  Array.from({ length: 200 }, (_, i) => (i < 100 ? `${id} ${i}\n` : `${id} ${i} 界\n`)).join('')

const kills: Readonly<Record<string, (fleet: Fleet) => Promise<void>>> = {
  server: async ({ server }) => {
    await server.kill()
    await server.restart()
  },
  agents: async ({ agents }) => {
    await Promise.all(agents.map((agent) => agent.kill()))
    for (const agent of agents) agent.restart()
  },
  both: async ({ server, agents }) => {
    await Promise.all([server.kill(), ...agents.map((agent) => agent.kill())])
    for (const agent of agents) agent.restart()
    await server.restart()
  },
}

function check(tasks: readonly TaskRecord[], folder: string): void {
  assert.equal(tasks.length, hosts)
  const ran = new Set<string>()
  for (const task of tasks) {
    const output = outputOf(task)
    const id = output.slice(0, 36)
    assert.equal(output, expectedOutput(id), `${task.TaskStatus} ${task.ErrorInfo}`)
    const code = Number.parseInt(id.slice(0, 8), 16) % 7
    assert.equal(task.TaskResult.ExitCode, code)
    assert.equal(task.TaskStatus, code === 0 ? 'SUCCESS' : 'FAILED')
    ran.add(id)
  }
  assert.deepEqual(
    new Set(readdirSync(folder)),
    ran,
    'a script ran that has no record, or has a record and did not run',
  )
  for (const id of ran) assert.equal(readFileSync(join(folder, id), 'utf8'), `${id}\n`, 'a script ran twice')
}

test(`${hosts} hosts, ${rounds} kills with SIGKILL: every script runs once, with its true end and exact output`, async (t) => {
  const fleet = await startFleet(t, hosts)
  for (let round = 0; round < rounds; round++) {
    const [who = '', kill] = Object.entries(kills)[round % 3] ?? []
    const moment = Math.floor(Math.random() * 2500)
    await t.test(`round ${round + 1}: ${who} after ${moment} ms`, async () => {
      await allOnline(fleet.server, hosts)
      const folder = join(fleet.folder, `round-${round}`)
      mkdirSync(folder, { mode: 0o777 })
      const invocation = await runScript(fleet.server, script(folder), fleet.instances, 600)
      // The moment of the kill is what the test is about, so here, and only here, time passes for its own sake.
      await pause(moment)
      await kill?.(fleet)
      const tasks = await eventually(
        'every task to end',
        async () => {
          const all = await readTasks(fleet.server, invocation)
          return all.every(hasEnded) && all
        },
        240,
      )
      check(tasks, folder)
    })
  }
})
