import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { startBucket, type TestBucket } from './harness/bucket.ts'
import { callCli } from './harness/cli.ts'
import { type Fleet, startFleet } from './harness/fleet.ts'
import type { RunningServer } from './harness/programs.ts'
import { callTat, readTasks } from './harness/tat.ts'
import { eventually } from './harness/wait.ts'

const lines = 200_000
/** Four megabytes in ten bursts. */
const script = `i=0
while [ $i -lt 10 ]; do seq -f 'line %.0f of it all' $((i * ${lines / 10})) $((i * ${lines / 10} + ${lines / 10 - 1})); i=$((i + 1)); sleep 0.3; done`
const whole = Buffer.from(Array.from({ length: lines }, (_, i) => `line ${i} of it all\n`).join(''))

const url = 'https://logs.example.org'
const addBucket = (server: RunningServer, { endpoint, key }: TestBucket) =>
  callCli(server, ['buckets', 'add', url, '--endpoint', endpoint, '--secret-id', key.id], {
    MUSTER_BUCKET_SECRET_KEY: key.secret,
  })

async function begin({ server, instances }: Fleet): Promise<string> {
  const Content = Buffer.from(script).toString('base64')
  const answer = await callTat(server, 'RunCommand', { Content, InstanceIds: instances, OutputCOSBucketUrl: url })
  return String(answer.InvocationId)
}

const delivered = ({ server }: Fleet, invocation: string): Promise<string> =>
  eventually('the delivery', async () => (await readTasks(server, invocation))[0]?.TaskResult.OutputUrl || undefined)

function assertOnce({ objects, stored }: TestBucket): void {
  assert.equal(stored.length, 1, 'stored once')
  assert.ok(objects.get(stored[0] ?? '')?.equals(whole), 'every byte')
}

test('an output that server and agent are killed under is delivered whole, once', async (t) => {
  const fleet = await startFleet(t, 1)
  const { server, agents } = fleet
  const bucket = await startBucket(t)
  await addBucket(server, bucket)
  // A server that is killed between the store's answer and its own record uploads again, and may.
  const release = bucket.hold()
  const invocation = await begin(fleet)
  for (const kill of ['server', 'agent', 'both', 'server']) {
    await pause(500)
    const agent = agents[0] ?? assert.fail('an agent')
    if (kill !== 'agent') await server.kill()
    if (kill !== 'server') await agent.kill()
    if (kill !== 'agent') await server.restart()
    if (kill !== 'server') agent.restart()
  }
  release()
  await delivered(fleet, invocation)
  assertOnce(bucket)
})

test('a server that is killed during an upload delivers it after its return, once', async (t) => {
  const fleet = await startFleet(t, 1)
  const bucket = await startBucket(t)
  await addBucket(fleet.server, bucket)
  const release = bucket.hold()
  const invocation = await begin(fleet)
  await eventually('an upload', () => bucket.begun.length > 0)
  await fleet.server.kill()
  release()
  await fleet.server.restart()
  await delivered(fleet, invocation)
  assertOnce(bucket)
})
