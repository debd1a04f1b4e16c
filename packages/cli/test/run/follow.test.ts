import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiRefusal, type Client, type InvocationEvent } from '@muster/protocol/api'
import { follow } from '../../src/run/follow.ts'
import { countsOf, invocation } from '../helpers/samples.ts'

type Step = readonly InvocationEvent[] | Error
const gone = () => new TypeError('fetch failed')
const running = invocation({ state: 'running', endedAt: null, counts: countsOf({ running: 1 }) })
const ended = invocation()

/** A client whose streams and answers are given in advance. */
function scripted(streams: Step[], answers: (typeof running | Error)[]): Client {
  return {
    call: async () => {
      const answer = answers.shift() ?? gone()
      if (answer instanceof Error) throw answer
      return answer as never
    },
    start: () => assert.fail('nothing is to be started'),
    watch: async function* () {
      const stream = streams.shift() ?? gone()
      if (stream instanceof Error) throw stream
      yield* stream
    },
  }
}

const watching = (client: Client, waits: number[] = [], away: string[] = []) => ({
  client,
  wait: async (ms: number) => void waits.push(ms),
  onProgress: () => away.push('progress'),
  onAway: () => away.push('away'),
})

test('the stream alone brings the end', async () => {
  const client = scripted([[{ event: 'end', invocation: ended }]], [])
  assert.equal((await follow(watching(client), 'inv-1', new AbortController().signal))?.id, ended.id)
})

test('after a broken stream it polls, waits longer each time, and streams again when the server is back', async () => {
  const broken: Step = [{ event: 'progress', state: 'running', total: 1, counts: running.counts }]
  const client = scripted([broken, gone(), gone(), [{ event: 'end', invocation: ended }]], [gone(), gone(), running])
  const [waits, seen]: [number[], string[]] = [[], []]
  assert.deepEqual(await follow(watching(client, waits, seen), 'inv-1', new AbortController().signal), ended)
  assert.deepEqual(waits, [250, 500, 1000])
  assert.deepEqual(seen, ['progress', 'away', 'away', 'progress'])
})

test('an end that came while nobody watched is found by polling', async () => {
  const client = scripted([[]], [ended])
  assert.deepEqual(await follow(watching(client), 'inv-1', new AbortController().signal), ended)
})

test('a refusal is not asked again', async () => {
  const client = scripted([new ApiRefusal('InvocationNotFound', 'There is no such invocation.', 404)], [])
  await assert.rejects(follow(watching(client), 'inv-1', new AbortController().signal), /no such invocation/)
})

test('whoever may not watch asks, and is told of what it may not even ask for', async () => {
  const forbidden = new ApiRefusal('AccessDenied', 'The policy of "ann" does not allow it.', 403)
  const signal = new AbortController().signal
  assert.deepEqual(await follow(watching(scripted([forbidden, forbidden], [running, ended])), 'inv-1', signal), ended)
  await assert.rejects(follow(watching(scripted([forbidden], [forbidden])), 'inv-1', signal), /^Error: inv-1 cannot be/)
})

test('a stop ends the watching without an error', async () => {
  const stop = new AbortController()
  stop.abort()
  assert.equal(await follow(watching(scripted([], [])), 'inv-1', stop.signal), undefined)
})
