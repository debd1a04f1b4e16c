import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { openWorld } from './world.ts'

const upgrade = 'GET /elsewhere HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'

test('an upgrade to an unknown path is answered and closed', async (t) => {
  const { port } = await openWorld(t)
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.write(upgrade)
  const [answer] = await once(socket, 'data')
  assert.match(String(answer), /^HTTP\/1.1 404 /)
  await once(socket, 'end')
  socket.destroy()
})

test('a peer that resets after its upgrade does not end the process', async (t) => {
  const { port } = await openWorld(t)
  for (let attempt = 0; attempt < 20; attempt++) {
    const socket = connect({ port, host: '127.0.0.1' })
    await once(socket, 'connect')
    socket.write(upgrade)
    await new Promise((resolve) => setImmediate(resolve))
    socket.resetAndDestroy()
    await once(socket, 'close')
  }
  const after = connect({ port, host: '127.0.0.1' })
  after.write(upgrade)
  await once(after, 'data')
  after.destroy()
})
