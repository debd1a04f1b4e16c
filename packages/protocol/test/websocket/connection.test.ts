import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { WebSocket, WebSocketServer } from 'ws'
import { openConnection } from '../../src/websocket/client.ts'
import { Connection, type Ended } from '../../src/websocket/connection.ts'
import { answerUpgrade } from '../../src/websocket/handshake.ts'

const largest = 1 << 20

/** A server of ours that sends back what it gets; gives its address and the ends of its connections. */
async function echo(t: TestContext) {
  const ends: Ended[] = []
  let ended = () => {}
  const server = createServer()
  server.on('upgrade', (request, socket, head) => {
    const answer = answerUpgrade(request.method ?? '', request.headers, { 'x-more': 'yes' })
    if ('refused' in answer) return socket.end(answer.refused)
    socket.write(answer.opened)
    const connection = new Connection(socket, 'server', largest)
    connection.start(head, {
      message: (message) => (message === 'close' ? connection.close(4001, 'as asked') : connection.send(message)),
      heard: () => {},
      ended: (how) => {
        ends.push(how)
        ended()
      },
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const end = () => (ends.length > 0 ? Promise.resolve() : new Promise<void>((resolve) => (ended = resolve)))
  return { port, url: `ws://127.0.0.1:${port}/`, ends, end }
}

/** A client of ours, its messages in order and its end. */
async function open(url: string) {
  const target = new URL(url)
  const stream = connect(Number(target.port), target.hostname)
  const { opened } = openConnection({ url: target, stream, headers: async () => ({}), largest, timeoutMs: 5000 })
  const { connection, head, headers } = await opened
  const messages: (string | Buffer)[] = []
  const readers: (() => void)[] = []
  const { promise: ended, resolve } = Promise.withResolvers<Ended>()
  connection.start(head, {
    message: (message) => {
      messages.push(message)
      readers.shift()?.()
    },
    heard: () => {},
    ended: resolve,
  })
  const next = async () => {
    if (messages.length === 0) await new Promise<void>((resolve) => readers.push(resolve))
    return messages.shift()
  }
  return { connection, headers, next, ended }
}

test('our client and our server understand each other', async (t) => {
  const server = await echo(t)
  const { connection, headers, next, ended } = await open(server.url)
  assert.equal(headers['x-more'], 'yes')
  for (const message of ['grüß', Buffer.alloc(200_000, 3)]) {
    connection.send(message)
    assert.deepEqual(await next(), message)
  }
  connection.close(1000, 'done')
  assert.deepEqual((await ended).code, 1000)
  await server.end()
  assert.deepEqual(
    server.ends.map(({ code, reason }) => [code, reason]),
    [[1000, 'done']],
  )
})

test('a client of ws understands our server', async (t) => {
  const server = await echo(t)
  const client = new WebSocket(server.url)
  await once(client, 'open')
  client.send(Buffer.alloc(70_000, 5))
  const [data] = await once(client, 'message')
  assert.deepEqual(data, Buffer.alloc(70_000, 5))
  client.ping('are you there')
  assert.equal(String((await once(client, 'pong'))[0]), 'are you there')
  client.send('close')
  const [code, reason] = await once(client, 'close')
  assert.deepEqual([code, String(reason)], [4001, 'as asked'])
})

test('our client understands a server of ws, and is told why it closes', async (t) => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  t.after(() => server.close())
  await once(server, 'listening')
  server.on('connection', (socket) => {
    socket.send('at once')
    socket.on('message', (data) => socket.close(4003, String(data)))
  })
  const { connection, next, ended } = await open(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  assert.equal(await next(), 'at once')
  connection.send('no more')
  const { code, reason } = await ended
  assert.deepEqual([code, reason], [4003, 'no more'])
})

test('a peer that breaks the protocol is told so and let go', async (t) => {
  const server = await echo(t)
  const client = new WebSocket(server.url)
  await once(client, 'open')
  client.send(Buffer.alloc(largest + 1))
  const [code] = await once(client, 'close')
  assert.equal(code, 1009)
  await server.end()
})

test('a connection that is cut ends without a code', async (t) => {
  const server = await echo(t)
  const { connection, ended } = await open(server.url)
  connection.terminate()
  assert.equal((await ended).code, 1006)
  await server.end()
  assert.equal(server.ends[0]?.code, 1006)
})

const answers: readonly [string, string, RegExp][] = [
  ['that opens nothing', 'HTTP/1.1 404 Not Found\r\n\r\n', /answered 404/],
  ['of no HTTP server', 'SSH-2.0-OpenSSH_9\r\n\r\n', /no HTTP server/],
  ['with a wrong key', 'HTTP/1.1 101 x\r\nupgrade: websocket\r\nsec-websocket-accept: no\r\n\r\n', /no server for Web/],
  ['without an end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}`, /has no end/],
]
for (const [what, answer, reason] of answers)
  test(`an answer ${what} opens no socket`, async (t) => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {})
      socket.write(answer)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    t.after(() => server.close())
    await assert.rejects(open(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`), reason)
  })

test('a request that is no upgrade to this version is refused', async (t) => {
  const { port } = await echo(t)
  const key = 'dGhlIHNhbXBsZSBub25jZQ=='
  for (const lines of [`Sec-WebSocket-Version: 12\r\nSec-WebSocket-Key: ${key}`, 'Sec-WebSocket-Version: 13']) {
    const socket = connect(port, '127.0.0.1')
    socket.write(`GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${lines}\r\n\r\n`)
    assert.match(String((await once(socket, 'data'))[0]), /^HTTP\/1.1 400 /)
    socket.destroy()
  }
})
