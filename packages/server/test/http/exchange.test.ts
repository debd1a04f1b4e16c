import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { eventStream } from '../../src/http/event-stream.ts'
import { type Answer, createExchange } from '../../src/http/exchange.ts'

async function serve(t: TestContext, limit: number, answer: Answer): Promise<string> {
  const exchange = createExchange()
  const server = createServer((request, response) => void exchange(request, response, limit, answer))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close().closeAllConnections())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('an answer is sent with its length, each to its own request', async (t) => {
  const url = await serve(t, 100, async (body) => ({ status: 201, headers: { 'x-a': 'b' }, body: `${body} é` }))
  const answers = ['1', '2', '3'].map((body) => fetch(url, { method: 'POST', body }))
  for (const [index, answer] of (await Promise.all(answers)).entries()) {
    assert.equal(answer.status, 201)
    assert.equal(answer.headers.get('x-a'), 'b')
    assert.equal(answer.headers.get('content-length'), '4')
    assert.equal(await answer.text(), `${index + 1} é`)
  }
})

test('a body beyond the limit is answered, and ends the connection', async (t) => {
  const url = await serve(t, 3, async (body) => ({ status: 413, headers: {}, body: String(body) }))
  const answer = await fetch(url, { method: 'POST', body: 'long' })
  assert.equal(answer.headers.get('connection'), 'close')
  assert.equal(await answer.text(), 'undefined')
})

test('events come as they are sent, and who sends them hears when the reader leaves', async (t) => {
  let left: (() => void) | undefined
  const ended = new Promise<void>((resolve) => {
    left = resolve
  })
  const stream = eventStream<{ event: string; n: number }>(async (give, signal) => {
    await give({ event: 'progress', n: 1 })
    await once(signal, 'abort')
    left?.()
  }, t.signal)
  const url = await serve(t, 0, async () => stream)
  const reader = send(url).end()
  const [answer] = await once(reader, 'response')
  assert.equal(answer.headers['content-type'], 'text/event-stream')
  const [chunk] = await once(answer, 'data')
  assert.equal(String(chunk), 'event: progress\ndata: {"event":"progress","n":1}\n\n')
  reader.destroy()
  await ended
})
