import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setStage } from './support/agent-process.ts'
import { secret } from './support/fake-server.ts'
import { makePlan } from './support/plans.ts'
import { until } from './support/until.ts'

test('a swarm enrols all its agents with one code, and each of them answers', async (t) => {
  const { server, url, start } = await setStage(t)
  start([
    'swarm',
    ...['--server', url, '--code', 'c', '--secret', secret, '--count', '50'],
    ...['--delay', '5', '--failure-rate', '0.5', '--output-bytes', '100'],
  ])
  await until('all agents', () => server.ready.size === 50)
  assert.deepEqual(server.problems, [])
  const instances = [...server.ready.keys()]
  for (const [index, instance] of instances.entries())
    server.deliver([makePlan({ sequence: 1 + index, instance, outputLimit: 60 })])
  const ends = []
  for (const index of instances.keys()) ends.push(await server.event('finished', 1 + index))
  assert.ok(ends.every(({ size, dropped, outcome }) => size === 60 && dropped === 40 && outcome === 'exited'))
  const failed = ends.filter(({ exitCode }) => exitCode === 1).length
  assert.ok(failed > 5 && failed < 45, `${failed} failed`)
  assert.match(server.output(1).toString(), /^the quick brown fox/)
})

test('a swarm that is told to stop before all of it has connected stops whole', async (t) => {
  const { server, url, start } = await setStage(t)
  const swarm = start(['swarm', '--server', url, '--code', 'c', '--secret', secret, '--count', '600'])
  await until('an agent', () => server.ready.size > 0)
  assert.equal(await swarm.stop(), 0)
})
