import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseIdentity, signalProcess } from '../src/execute/processes.ts'
import { setStage } from './support/agent-process.ts'
import { makePlan } from './support/plans.ts'
import { until } from './support/until.ts'

/** Of a script that has printed "a", and then goes on until it is told. */
async function killPart(t: Parameters<typeof setStage>[0], script: (go: string) => string, file: string) {
  const { server, start, data } = await setStage(t)
  const go = join(data, 'go')
  start()
  await server.connected()
  server.deliver([makePlan({ sequence: 1, outputLimit: 100 }, script(go))])
  await server.event('output', 1)
  const folder = join(data, 'tasks/1-1')
  const identity = () => {
    const path = join(folder, file)
    return existsSync(path) ? parseIdentity(readFileSync(path, 'utf8').trim().split(' ')) : undefined
  }
  await until(file, () => identity() !== undefined)
  const found = identity()
  if (found) signalProcess(found, 'SIGKILL')
  writeFileSync(go, '')
  const end = await server.event('finished', 1)
  return { end, output: server.output(1).toString() }
}

test('a script whose collector was killed is lost: what it wrote then is not known', async (t) => {
  const { end, output } = await killPart(
    t,
    (go) => `echo a; while [ ! -e ${go} ]; do sleep 0.02; done; echo b`,
    'output.reader',
  )
  assert.equal(end.outcome, 'lost')
  assert.match(end.cause, /writes the output was killed/)
  assert.equal(output, 'a\n')
})

test('a character that the end of a lost output has cut is left out', async (t) => {
  const { end, output } = await killPart(t, () => String.raw`printf 'a\nb\347\225'; sleep 300`, 'guard')
  assert.deepEqual([end.outcome, output, end.size], ['lost', 'a\nb', 3])
})
