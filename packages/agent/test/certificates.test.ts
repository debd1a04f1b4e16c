import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { TLSSocket } from 'node:tls'
import { type Credential, issue, makeAuthority } from '../../cli/src/tls/authority.ts'
import type { Pin } from '../src/connect/certificates.ts'
import { createDial, type Pins } from '../src/connect/dial.ts'

const circumstances = { now: Date.now(), chance: randomBytes }
const [ours, theirs] = ['ours', 'theirs'].map((name) => makeAuthority(name, 2, circumstances)) as [
  Credential,
  Credential,
]

const certify = (authority: Credential, host = '127.0.0.1', key?: string): Credential =>
  issue(
    authority,
    { purpose: 'server', name: 'server', hosts: [host], days: 1, ...(key ? { key } : {}) },
    circumstances,
  )

/** A server with this certificate that keeps what it hears. */
async function serve(t: TestContext, { certificate, key }: Credential) {
  const heard: string[] = []
  const server = createServer({ cert: certificate, key })
  server.on('secureConnection', (socket: TLSSocket) => {
    socket.on('error', () => {})
    socket.on('data', (data) => heard.push(data.toString()))
    socket.once('close', () => server.emit('left'))
  })
  server.on('tlsClientError', () => server.emit('left'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: new URL(`wss://127.0.0.1:${port}/agent/v1`), heard, left: once(server, 'left') }
}

function memoryPins(held?: Pin): Pins & { held: Pin | undefined } {
  const pins = {
    held,
    file: '/data/server-certificate.json',
    read: () => pins.held,
    write: async (pin: Pin) => {
      pins.held = pin
    },
  }
  return pins
}

const none = { ca: undefined, cert: undefined, key: undefined, expected: undefined }

/** Opens a stream, says something at once as a WebSocket does, and gives the reason why it was not heard. */
async function meet(url: URL, pins: Pins, credentials: Partial<typeof none> | { ca: string } = {}) {
  const dial = await createDial(url.href, { ...none, ...credentials }, pins)
  const stream: Socket = dial.open(url, undefined)
  stream.write('the ticket of this agent')
  const [event] = await Promise.race([
    once(stream, 'error').then(([error]) => [error as Error]),
    once(stream, 'secureConnect').then(() => [stream.destroyed ? (stream.errored ?? new Error('destroyed')) : 'open']),
  ])
  if (event === 'open') await dial.trust(stream)
  const problem = event === 'open' ? undefined : (event as Error).message
  stream.on('error', () => {}).end()
  return problem
}

function caFile(t: TestContext, { certificate }: Credential): string {
  const folder = mkdtempSync(join(tmpdir(), 'muster-ca-'))
  t.after(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'ca.pem'), certificate)
  return join(folder, 'ca.pem')
}

test('what an agent met is held: its authority’s next certificate is good, and so is one for the same key', async (t) => {
  const pins = memoryPins()
  const first = certify(ours)
  assert.equal(await meet((await serve(t, first)).url, pins, { ca: caFile(t, ours) }), undefined)
  assert.match(pins.held?.key ?? '', /^SHA256:/)
  assert.equal(await meet((await serve(t, certify(ours))).url, pins), undefined)
  assert.equal(await meet((await serve(t, certify(theirs, '127.0.0.1', first.key))).url, pins), undefined)
})

test('another server’s certificate is refused in one line, and that server hears nothing', async (t) => {
  const pins = memoryPins()
  await meet((await serve(t, certify(ours))).url, pins, { ca: caFile(t, ours) })
  const other = await serve(t, certify(theirs))
  assert.match(
    (await meet(other.url, pins)) ?? '',
    /^the server's certificate is by SHA256:\S+, not by .* delete \/data/,
  )
  await other.left
  assert.deepEqual(other.heard, [])
})

test('a certificate for another name is refused, though the authority is known', async (t) => {
  const { url } = await serve(t, certify(ours, 'muster.example.net'))
  assert.match(
    (await meet(url, memoryPins(), { ca: caFile(t, ours) })) ?? '',
    /is not good: ERR_TLS_CERT_ALTNAME_INVALID/,
  )
})
