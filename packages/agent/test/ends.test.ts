import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { leftovers } from '../src/execute/evidence.ts'
import { startOf } from '../src/execute/processes.ts'
import { shareAgent } from './support/shared-agent.ts'
import { until } from './support/until.ts'

for (const control of ['off', 'on'] as const) {
  describe(`the processes of a script, with control groups ${control}`, () => {
    const shared = shareAgent(control === 'off' ? { MUSTER_AGENT_NO_CGROUPS: '1' } : {})
    const folder = mkdtempSync(join(tmpdir(), 'muster-ends-'))
    const pidIn = (name: string) =>
      until(`${name} to be written`, () => {
        const pid = readdirSync(folder).includes(name) && Number(readFileSync(join(folder, name), 'utf8'))
        return pid ? pid : undefined
      })
    const gone = (pid: number) => until(`process ${pid} to be gone`, () => startOf(pid) === undefined)

    const daemon = (name: string) =>
      `(trap '' TERM HUP; setsid -f sh -c 'trap "" TERM; echo $$ > ${folder}/${name}; exec sleep 300' > /dev/null 2>&1 < /dev/null); while [ ! -s ${folder}/${name} ]; do :; done`

    test('are all gone after a timeout, even a daemon that ignores TERM', async () => {
      const { end } = await shared.run(`${daemon('a')}; echo up; sleep 300`, { timeoutSeconds: 3 })
      assert.equal(end.outcome, 'timedOut')
      assert.match(end.cause, /longer than 3 s/)
      await gone(await pidIn('a'))
    })

    test('are all gone after a cancel', async () => {
      const sequence = shared.start(`${daemon('b')}; echo up; sleep 300`)
      const { server } = shared.stage
      await server.event('output', sequence)
      server.send({ type: 'cancel', tasks: [{ sequence, attempt: 1 }] })
      const end = await server.event('finished', sequence)
      assert.deepEqual([end.outcome, end.exitCode], ['terminated', 143])
      await gone(await pidIn('b'))
      const executor = join(shared.stage.data, `tasks/${sequence}-1`)
      // The longest of its timers would stay for half a minute.
      await until('the executor and its timers to leave', () => leftovers(executor, 'none').length === 0, 20_000)
    })

    test('are left alone at a normal end, and do not delay it', async () => {
      const script = `sh -c 'echo $$ > ${folder}/c; exec sleep 300' & while [ ! -s ${folder}/c ]; do :; done; echo done`
      const { end, output } = await shared.run(script)
      assert.deepEqual([end.outcome, end.exitCode, output], ['exited', 0, 'done\n'])
      const pid = await pidIn('c')
      assert.notEqual(startOf(pid), undefined)
      process.kill(pid, 'SIGKILL')
    })

    test('that go on writing do not delay the end, nor lose what the script wrote', async () => {
      const script = `sh -c 'echo $$ > ${folder}/d; exec yes' & head -c 200000 /dev/zero; exit 5`
      const { end } = await shared.run(script)
      assert.deepEqual([end.exitCode, end.size], [5, 24_576])
      assert.ok(end.dropped >= 200_000 - 24_576)
      await gone(await pidIn('d'))
    })

    test('are left alone when only the script itself is to be ended', async () => {
      const script = `sh -c 'echo $$ > ${folder}/e; exec sleep 300' & echo up; exec sleep 300`
      const { end } = await shared.run(script, { timeoutSeconds: 1, termination: 'process' })
      assert.deepEqual([end.outcome, end.exitCode], ['timedOut', 143])
      const pid = await pidIn('e')
      assert.notEqual(startOf(pid), undefined)
      process.kill(pid, 'SIGKILL')
    })

    test('leave nothing behind: neither text of the script nor executor', async () => {
      await until('the folder in memory to be empty', () => shared.scratch().length === 0)
      rmSync(folder, { recursive: true, force: true })
    })
  })
}
