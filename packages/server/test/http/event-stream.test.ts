import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { eventStream } from '../../src/http/event-stream.ts'

test('who hung up before the stream began is not held by it', async (t) => {
  const forever = new AbortController()
  let began: (aborted: boolean) => void = () => {}
  const seen = new Promise<boolean>((resolve) => {
    began = resolve
  })
  const stream = eventStream(async (_, signal) => began(signal.aborted), forever.signal)
  const server = createServer(async (_, response) => {
    call.destroy()
    await once(response, 'close')
    await stream(response)
  }).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const call = request({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
  call.on('error', () => {}).end()
  assert.equal(await seen, true)
})
