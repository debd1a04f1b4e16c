import assert from 'node:assert/strict'
import { createPrivateKey, randomBytes, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { commonName, hostsOf, issue, makeAuthority } from '../../src/tls/authority.ts'
import { time } from '../../src/tls/der.ts'

const circumstances = { now: Date.parse('2026-11-22T12:00:00Z'), chance: randomBytes }
const authority = makeAuthority('Muster of here', 3650, circumstances)
const root = new X509Certificate(authority.certificate)

test('an authority signs itself and certificates, in the form that X.509 has', () => {
  const hosts = ['muster.example.net', '192.0.2.7', '2001:db8::7', '::1', '::ffff:192.0.2.8']
  const made = issue(authority, { purpose: 'server', name: 'muster', hosts, days: 825 }, circumstances)
  const certificate = new X509Certificate(made.certificate)
  assert.ok(root.ca && root.verify(root.publicKey) && root.checkIssued(root))
  assert.ok(!certificate.ca && certificate.verify(root.publicKey) && certificate.checkIssued(root))
  assert.ok(certificate.checkPrivateKey(createPrivateKey(made.key)))
  assert.deepEqual([commonName(root), commonName(certificate)], ['Muster of here', 'muster'])
  assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.1'])
  assert.equal(certificate.checkHost('muster.example.net'), 'muster.example.net')
  for (const address of ['192.0.2.7', '2001:db8::7', '::1']) assert.equal(certificate.checkIP(address), address)
  assert.equal(certificate.checkHost('other.example.net'), undefined)
  assert.equal(hostsOf(certificate).length, hosts.length)
  assert.deepEqual(
    [certificate.validFrom, certificate.validTo],
    ['Nov 22 11:00:00 2026 GMT', 'Feb 24 12:00:00 2029 GMT'],
  )
  assert.ok(made.certificate.endsWith(authority.certificate), 'the authority follows')
})

test('a renewed certificate has the same key, another number and the names that were there', () => {
  const wanted = { purpose: 'server', name: 'a', hosts: ['a.example', '::1'], days: 1 } as const
  const first = issue(authority, wanted, circumstances)
  const hosts = hostsOf(new X509Certificate(first.certificate))
  const second = issue(authority, { ...wanted, hosts, key: first.key }, circumstances)
  const [one, two] = [first, second].map(({ certificate }) => new X509Certificate(certificate))
  assert.ok(one && two && one.publicKey.equals(two.publicKey))
  assert.notEqual(one.serialNumber, two.serialNumber)
  assert.equal(one.subjectAltName, two.subjectAltName)
})

test('a client’s certificate is no server’s', () => {
  const made = issue(authority, { purpose: 'client', name: 'web-1', hosts: [], days: 1 }, circumstances)
  assert.deepEqual(new X509Certificate(made.certificate).keyUsage, ['1.3.6.1.5.5.7.3.2'])
})

test('years from 2050 have four digits', () => {
  assert.equal(time(new Date('2049-12-31T23:59:59Z')).subarray(2).toString(), '491231235959Z')
  assert.equal(time(new Date('2050-01-01T00:00:00Z')).subarray(2).toString(), '20500101000000Z')
})
