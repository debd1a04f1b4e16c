import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setStage } from './support/agent-process.ts'
import { hasAppeared } from './support/appeared.ts'
import { makePlan } from './support/plans.ts'
import { until } from './support/until.ts'

const tasks = 12

/** The agent is killed as soon as a file of a task appears, and the server delivers everything again, as it would. */
for (const file of ['spec.json', 'output', 'guard', 'executor', 'mark', '*.stage', 'exit', 'result'])
  test(`an agent killed when "${file}" appears: every script runs once and its end is true`, async (t) => {
    const { server, start, url, data } = await setStage(t)
    const first = start()
    await server.connected()
    const plans = Array.from({ length: tasks }, (_, index) =>
      makePlan({ sequence: index + 1 }, `echo x >> ${join(data, `ran-${index + 1}`)}; echo ${index}; exit ${index}`),
    )
    server.deliver(plans)
    await until(file, () => hasAppeared(join(data, `tasks/${Math.ceil(tasks / 2)}-1`), file))
    await first.kill()
    start(['--server', url, '--data', data])
    await server.connected()
    server.deliver(plans)
    for (const index of plans.keys()) {
      const end = await server.event('finished', index + 1)
      assert.deepEqual([end.outcome, end.exitCode], ['exited', index])
      assert.equal(server.output(index + 1).toString(), `${index}\n`)
      assert.equal(readFileSync(join(data, `ran-${index + 1}`), 'utf8'), 'x\n')
    }
    assert.deepEqual(server.problems, [])
  })
