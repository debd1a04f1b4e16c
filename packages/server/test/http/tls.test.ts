import assert from 'node:assert/strict'
import { once } from 'node:events'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, get } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import pino from 'pino'
import { createReload, readCertificate } from '../../src/http/certificate.ts'
import { answerPlainHttp } from '../../src/http/plain-on-tls.ts'
import { createTlsServer } from '../../src/http/tls-server.ts'
import { ConfigError } from '../../src/options.ts'
import { type CertificateFiles, openCertificates } from './support/certificates.ts'

const silent = pino({ level: 'silent' })

async function serve(t: TestContext, files: CertificateFiles) {
  const server = createTlsServer(readCertificate(files), (asked, response) => {
    asked.resume().on('end', () => response.end('over TLS'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  return { server, port: (server.address() as AddressInfo).port }
}

async function servedName(port: number): Promise<string> {
  const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const { subject } = socket.getPeerCertificate()
  socket.destroy()
  return String(subject.CN)
}

test('a client that trusts the certificate is served', async (t) => {
  const files = openCertificates(t)('one')
  const { port } = await serve(t, files)
  const request = get({ port, host: '127.0.0.1', ca: readFileSync(files.certificate), agent: false })
  const [response] = await once(request, 'response')
  assert.equal(await text(response), 'over TLS')
})

test('what a connection begins with goes to TLS in pieces that its first buffer holds', async (t) => {
  const server = createServer()
  const taken = new Promise<number[]>((resolve) => {
    server.removeAllListeners('connection').on('connection', (socket: Socket) => {
      const pieces: Buffer[] = []
      for (let piece = socket.read(); piece !== null; piece = socket.read()) pieces.push(piece)
      resolve(pieces.map(({ length }) => length))
      socket.destroy()
    })
  })
  answerPlainHttp(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  connect((server.address() as AddressInfo).port, '127.0.0.1').end(Buffer.alloc(2500, 22))
  assert.deepEqual(await taken, [1000, 1000, 500])
})

test('a client that begins with much, and sends more, is served', async (t) => {
  const files = openCertificates(t)('one')
  const { port } = await serve(t, files)
  const ALPNProtocols = [...Array.from({ length: 100 }, (_, index) => `protocol-${index}`.padEnd(100, 'x')), 'http/1.1']
  const socket = connectTls({ port, host: '127.0.0.1', ca: readFileSync(files.certificate), ALPNProtocols })
  socket.write('POST / HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 1000000\r\n\r\n')
  socket.write(Buffer.alloc(1_000_000))
  assert.match(await text(socket), /^HTTP\/1\.1 200 OK.*over TLS/s)
})

test('HTTP/1.1 is spoken, with clients that name it and those that name nothing', async (t) => {
  const { port } = await serve(t, openCertificates(t)('one'))
  const spoken = async (names: readonly string[]) => {
    const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: [...names] })
    t.after(() => socket.destroy())
    await once(socket, 'secureConnect')
    return socket.alpnProtocol
  }
  assert.equal(await spoken(['h2', 'http/1.1']), 'http/1.1')
  assert.equal(await spoken([]), false)
  await assert.rejects(spoken(['h2']), /no application protocol/)
})

test('plain HTTP gets an answer that says what to do', async (t) => {
  const { port } = await serve(t, openCertificates(t)('one'))
  const socket = connect(port, '127.0.0.1')
  socket.end('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
  assert.match(await text(socket), /^HTTP\/1\.1 400 Bad Request.*use https:\/\//s)
})

test('a peer that hangs up before it says anything does no harm', async (t) => {
  const { port } = await serve(t, openCertificates(t)('one'))
  for (let attempt = 0; attempt < 20; attempt++) {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    socket.resetAndDestroy()
    await once(socket, 'close')
  }
  assert.equal(await servedName(port), 'one')
})

test('new files are taken up without a restart, and bad ones leave the old certificate', async (t) => {
  const make = openCertificates(t)
  const [files, next] = [make('one'), make('two')]
  const { server, port } = await serve(t, files)
  const reload = createReload(files, server, silent)
  assert.equal(await servedName(port), 'one')
  writeFileSync(files.key, 'torn')
  await reload()
  assert.equal(await servedName(port), 'one')
  copyFileSync(next.certificate, files.certificate)
  copyFileSync(next.key, files.key)
  await reload()
  assert.equal(await servedName(port), 'two')
})

test('files that cannot be served are refused in one line', (t) => {
  const make = openCertificates(t)
  const [one, two] = [make('one'), make('two')]
  const cases: readonly (readonly [CertificateFiles, RegExp])[] = [
    [{ ...one, certificate: '/nowhere' }, /--tls-cert \/nowhere cannot be read \(ENOENT\)/],
    [{ ...one, key: '/nowhere' }, /--tls-key \/nowhere cannot be read/],
    [{ ...one, certificate: one.key }, /--tls-cert .* does not hold a certificate/],
    [{ ...one, key: one.certificate }, /--tls-key .* does not hold a private key/],
    [{ ...one, key: two.key }, /is not that of the certificate/],
  ]
  for (const [files, words] of cases)
    assert.throws(
      () => readCertificate(files),
      (error) => error instanceof ConfigError && words.test(error.message) && !error.message.includes('\n'),
    )
})
