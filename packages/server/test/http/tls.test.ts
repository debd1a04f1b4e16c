import assert from 'node:assert/strict'
import { once } from 'node:events'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, get } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import pino from 'pino'
import { createReload, readCertificate } from '../../src/http/certificate.ts'
import { answerPlainHttp } from '../../src/http/plain-on-tls.ts'
import { ConfigError } from '../../src/options.ts'
import { type CertificateFiles, openCertificates } from './support/certificates.ts'

const silent = pino({ level: 'silent' })

async function serve(t: TestContext, files: CertificateFiles) {
  const server = createServer(readCertificate(files), (_, response) => void response.end('over TLS'))
  answerPlainHttp(server)
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
