import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { discardRest, readBody } from '../../src/http/body.ts'

const limit = 1024

/** A server that answers with the length of the body, or with what it does with one that is too long. */
async function listen(t: TestContext): Promise<number> {
  const server = createServer(async (request, response) => {
    const body = await readBody(request, limit).catch(() => undefined)
    response.setHeader('connection', 'close')
    response.write(String(body?.length ?? 'too long'))
    await discardRest(request, { bytes: 64 * 1024 * 1024, milliseconds: 10_000 })
    response.end()
  })
  t.after(() => server.closeAllConnections())
  t.after(() => server.close())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return (server.address() as AddressInfo).port
}

async function post(port: number, head: string, body: Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(`POST / HTTP/1.1\r\nhost: x\r\n${head}\r\n\r\n`)
  socket.write(body)
  return text(socket)
}

test('a body within the limit is read whole', async (t) => {
  assert.match(await post(await listen(t), `content-length: ${limit}`, Buffer.alloc(limit)), /\r\n1024\r\n/)
})

// Larger than what a socket's buffers hold, so that the client is still sending when it is refused.
const long = Buffer.alloc(16 * 1024 * 1024)

test('a client that sends too much reads the answer, not a reset', async (t) => {
  assert.match(await post(await listen(t), `content-length: ${long.length}`, long), /too long/)
})

test('so does one that does not say how much', async (t) => {
  const chunk = [Buffer.from(`${long.length.toString(16)}\r\n`), long, Buffer.from('\r\n0\r\n\r\n')]
  assert.match(await post(await listen(t), 'transfer-encoding: chunked', Buffer.concat(chunk)), /too long/)
})
