import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Masker } from '../src/execute/masker.ts'
import { ownIdentity } from '../src/execute/processes.ts'
import { setStage } from './support/agent-process.ts'
import { hasAppeared } from './support/appeared.ts'
import { maskers } from './support/maskers.ts'
import { makePlan } from './support/plans.ts'
import { until } from './support/until.ts'

const secret = 'Tr0ub4dor&3'
const masks = [Buffer.from(secret).toString('base64')]
const tasks = 6

for (const file of ['spec.json', '*.plain', '*.masker', 'executor', 'mark', 'exit', 'result'])
  test(`an agent killed when "${file}" appears: every script with a secret runs once, and masked`, async (t) => {
    const { server, start, url, data } = await setStage(t)
    const first = start()
    await server.connected()
    const gate = join(data, 'gate')
    const plans = Array.from({ length: tasks }, (_, index) =>
      makePlan(
        { sequence: index + 1, masks },
        `echo x >> ${join(data, `ran-${index + 1}`)}; until [ -e ${gate} ]; do sleep 0.05; done; echo '${secret}' ${index}; exit ${index}`,
      ),
    )
    // This one goes with the script.
    if (file !== '*.plain') writeFileSync(gate, '')
    server.deliver(plans)
    await until(file, () => hasAppeared(join(data, 'tasks/3-1'), file))
    await first.kill()
    writeFileSync(gate, '')
    const before = maskers(data)
    start(['--server', url, '--data', data])
    await server.connected()
    server.deliver(plans)
    for (const index of plans.keys()) {
      const end = await server.event('finished', index + 1)
      assert.deepEqual([end.outcome, end.exitCode, end.cause], ['exited', index, ''])
      assert.equal(server.output(index + 1).toString(), `****** ${index}\n`)
      assert.equal(readFileSync(join(data, `ran-${index + 1}`), 'utf8'), 'x\n')
    }
    await until('the masking process of the first agent to leave', () =>
      before.every((pid) => !existsSync(`/proc/${pid}`)),
    )
  })

test('a script with secrets goes on, masked, when its agent is killed', async (t) => {
  const { server, start, url, data } = await setStage(t)
  const first = start()
  await server.connected()
  const gate = join(data, 'gate')
  const script = `echo '${secret}'; until [ -e ${gate} ]; do sleep 0.05; done; echo 'again ${secret}'`
  server.deliver([makePlan({ sequence: 1, masks }, script)])
  await server.event('output', 1)
  await first.kill()
  writeFileSync(gate, '')
  await until('the end', () => hasAppeared(join(data, 'tasks/1-1'), 'result'))
  start(['--server', url, '--data', data])
  assert.equal((await server.event('finished', 1)).outcome, 'exited')
  assert.equal(server.output(1).toString(), '******\nagain ******\n')
})

test('a task is lost when the process that masks its output is killed, and the next one has a new process', async (t) => {
  const { server, start, data } = await setStage(t)
  start()
  await server.connected()
  const gate = join(data, 'gate')
  const script = `echo '${secret}'; until [ -e ${gate} ]; do sleep 0.05; done; echo more; echo more`
  server.deliver([makePlan({ sequence: 1, masks }, script)])
  await server.event('output', 1)
  const [pid = 0] = maskers(data)
  process.kill(pid, 'SIGKILL')
  writeFileSync(gate, '')
  const end = await server.event('finished', 1)
  assert.equal(end.outcome, 'lost')
  assert.match(end.cause, /^the process that masks secrets in the output was killed/)
  assert.equal(server.output(1).toString(), '******\n')
  server.deliver([makePlan({ sequence: 2, masks }, `echo '${secret}'`)])
  assert.equal((await server.event('finished', 2)).outcome, 'exited')
  assert.equal(server.output(2).toString(), '******\n')
})

test('a task whose output cannot be masked does not start, and says why', async (t) => {
  const { data } = await setStage(t)
  const clock = { now: () => 0, after: () => {} }
  const order = { tag: '1-1', folder: data, streams: [], secrets: join(data, 'none'), keeper: ownIdentity(), ids: null }
  const masker = new Masker(data, clock)
  t.after(() => masker.close())
  await assert.rejects(
    masker.mask(order),
    /^Error: the secrets in its output could not be masked: Command failed: mkfifo/,
  )
  await assert.rejects(
    new Masker(join(data, 'gone'), clock).mask(order),
    /^Error: the secrets in its output could not be masked: spawn .* ENOENT/,
  )
})
