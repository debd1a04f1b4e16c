import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startFleet } from './harness/fleet.ts'
import { ask, callNative, type Key, openNative } from './harness/native.ts'
import type { RunningServer } from './harness/programs.ts'

const eventStream = 'text/event-stream'
/** Of one key. */
const mostWatchers = 100

const runOf = (instances: readonly string[], script: string) => ({
  method: 'POST',
  path: '/runs',
  body: { script: Buffer.from(script).toString('base64'), targets: { instances } },
  accept: `${eventStream}, application/json`,
})

/** The data of the events in an answer. */
const eventsIn = (body: string): readonly { event: string; [name: string]: unknown }[] =>
  [...body.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data))

async function createUser(server: RunningServer, name: string, policy: object): Promise<Key> {
  const post = <Answer>(path: string, body: object) => ask<Answer>(server, server.key, { method: 'POST', path, body })
  await post('/users', { name, policy })
  const { id, secret } = await post<{ id: string; secret: string }>('/keys', { user: name, role: 'operator' })
  return { secretId: id, secretKey: secret }
}

test('the call that starts a run brings its events, where its caller may watch', async (t) => {
  const { server, instances, folder } = await startFleet(t, 1)

  const { status, type, body } = await callNative(server, server.key, runOf(instances, 'echo seen; exit 3'))
  assert.deepEqual([status, type], [200, eventStream])
  const events = eventsIn(body)
  const [first, last] = [events[0], events.at(-1)]
  assert.equal(first?.event, 'started')
  assert.deepEqual(
    events.filter(({ event }) => event === 'task').map(({ task }) => (task as { exitCode: number }).exitCode),
    [3],
  )
  assert.equal(last?.event, 'end')
  const [begun, ended] = [first?.invocation, last?.invocation] as { id: string; state: string; endedAt: string }[]
  assert.equal(begun?.id, ended?.id)
  assert.deepEqual([begun?.endedAt, ended?.state], [null, 'failed'])

  const refused = await callNative(server, server.key, runOf(['ins-00000000'], 'true'))
  assert.deepEqual([refused.status, refused.type], [404, 'application/json'])

  const everywhere = { instances: ['name:*'], commands: ['script'], users: ['*'] }
  const starter = await createUser(server, 'starter', { actions: ['native:createRun'], ...everywhere })
  const unwatched = await callNative(server, starter, runOf(instances, 'true'))
  assert.deepEqual([unwatched.status, unwatched.type], [200, 'application/json'])
  assert.match(JSON.parse(unwatched.body).id, /^inv-/)

  const go = join(folder, 'go')
  const { id } = await ask<{ id: string }>(server, server.key, {
    ...runOf(instances, `while [ ! -e ${go} ]; do sleep 0.1; done`),
    accept: 'application/json',
  })
  const watch = () => openNative(server, server.key, { method: 'GET', path: `/invocations/${id}/events` })
  const watching = await Promise.all(Array.from({ length: mostWatchers }, watch))
  assert.equal((await watch()).status, 429)
  const crowded = await callNative(server, server.key, runOf(instances, 'true'))
  assert.deepEqual([crowded.status, crowded.type], [200, 'application/json'])
  writeFileSync(go, '')
  for (const response of watching) assert.equal(eventsIn(await response.text()).at(-1)?.event, 'end')
})
