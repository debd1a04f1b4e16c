import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fill, readTable } from '../support/fill.ts'
import { server } from '../support/fleet.ts'
import { codeIn, exchange, send, type WireAnswer, type WireCall, type WireCase, write } from '../support/wire.ts'

const isAlive = async () => assert.equal(codeIn(await send({ body: '{"Limit":1}' })), 'none', 'the server lives on')

// A client that never ends its headers. It is opened before the tests, so that the others run while its time runs out.
const slow = exchange([write({}).head.subarray(0, 60)])

for (const { name, send: call, code } of readTable<readonly WireCase[]>('wire'))
  test(`${name} gets ${code}`, async () => {
    const answer = await send(fill(call, {}) as WireCall)
    assert.equal(codeIn(answer), code, answer?.text)
    assert.equal(answer?.headers.get('content-type'), 'application/json')
    await isAlive()
  })

/** The listener's own answer to what is no request, or none at all. */
const isRefused = (answer: WireAnswer | undefined) =>
  assert.ok(answer === undefined || (answer.status >= 400 && answer.status < 500), `status ${answer?.status}`)

const { head, body } = write({ body: '{"Limit":1}' })
const notRequests: Readonly<Record<string, readonly Buffer[]>> = {
  'a body that ends too soon': [write({ body: '{"Limit":1}', contentLength: 4000 }).head, body],
  'two lengths that differ': [write({ extra: ['Content-Length: 5'] }).head, body],
  'a length and chunks': [write({ extra: ['Transfer-Encoding: chunked'] }).head, body],
  'no HTTP': [Buffer.from('hello, is this a server?\r\n\r\n')],
  'a TLS greeting': [Buffer.from('16030100c8010000c40303', 'hex'), Buffer.alloc(190, 7)],
  'zero bytes in a header': [Buffer.concat([head.subarray(0, 30), Buffer.alloc(3), head.subarray(30)]), body],
  'headers without an end': [Buffer.concat([head.subarray(0, -2), Buffer.from(`X-A: ${'a'.repeat(200_000)}\r\n\r\n`)])],
  // Node's parser takes no byte above 127 here; the official clients encode theirs.
  'a raw non-ASCII query': [write({ method: 'GET', body: '', target: '?Offset=\u00e5' }).head],
  nothing: [],
}
for (const [name, parts] of Object.entries(notRequests))
  test(`${name} is refused by the listener`, async () => {
    isRefused(await exchange(parts, { end: 'half' }))
    await isAlive()
  })

test('what follows on one connection is answered in turn', async () => {
  // Written when they are sent: a signature is good for five minutes, and the other tests may take longer.
  const [right, wrong] = [write({ body: '{"Limit":1}' }), write({ body: '{"Limit":"1"}' })]
  const both = [right.head, right.body, wrong.head, wrong.body]
  assert.equal(codeIn(await exchange(both, { answers: 1 })), 'none')
  assert.equal(codeIn(await exchange(both, { answers: 2 })), 'InvalidParameter')
  await isAlive()
})

test('a client that never ends its headers is cut off', async () => {
  isRefused(await slow)
  assert.ok((await fetch(`${server.url}/readyz`)).ok)
})
