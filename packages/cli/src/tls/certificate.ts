import { createHash, type KeyObject, sign } from 'node:crypto'
import { isIP } from 'node:net'
import { bits, explicit, implicit, integer, octets, oid, sequence, set, text, time, yes } from './der.ts'

export type Purpose = 'authority' | 'server' | 'client'

export interface CertificatePlan {
  readonly purpose: Purpose
  readonly name: string
  /** Names and addresses under which it is reached. */
  readonly hosts: readonly string[]
  readonly publicKey: KeyObject
  readonly issuer: { readonly name: string; readonly publicKey: KeyObject; readonly privateKey: KeyObject }
  readonly from: Date
  readonly until: Date
  /** 16 random bytes. */
  readonly serial: Uint8Array
}

const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'))
const purposes = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' } as const

/** An X.509 certificate of version 3 (RFC 5280) in PEM form, signed with a key on P-256. */
export function signCertificate(plan: CertificatePlan): string {
  const { issuer, name, publicKey, from, until, serial } = plan
  const positive = Buffer.from([((serial[0] ?? 0) & 0x7f) | 0x40, ...serial.subarray(1)])
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(positive),
    ecdsaWithSha256,
    nameOf(issuer.name),
    sequence(time(from), time(until)),
    nameOf(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensionsOf(plan))),
  )
  const der = sequence(body, ecdsaWithSha256, bits(sign('sha256', body, issuer.privateKey)))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

const nameOf = (name: string) => sequence(set(sequence(oid('2.5.4.3'), text(name))))

function extensionsOf({ purpose, hosts, publicKey, issuer }: CertificatePlan): readonly Buffer[] {
  const extension = (id: string, value: Buffer) => sequence(oid(id), octets(value))
  const critical = (id: string, value: Buffer) => sequence(oid(id), yes, octets(value))
  const names = [
    extension('2.5.29.14', octets(keyIdOf(publicKey))),
    extension('2.5.29.35', sequence(implicit(0, keyIdOf(issuer.publicKey)))),
    ...(hosts.length > 0 ? [extension('2.5.29.17', sequence(...hosts.map(hostName)))] : []),
  ]
  if (purpose === 'authority')
    // It signs certificates, and none of those may do so.
    return [
      critical('2.5.29.19', sequence(yes, integer(Buffer.from([0])))),
      critical('2.5.29.15', bits(Buffer.from([0b0000_0110]), 1)),
      ...names,
    ]
  return [
    critical('2.5.29.19', sequence()),
    critical('2.5.29.15', bits(Buffer.from([0b1000_0000]), 7)),
    extension('2.5.29.37', sequence(oid(purposes[purpose]))),
    ...names,
  ]
}

const keyIdOf = (key: KeyObject) =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20)

const hostName = (host: string) => (isIP(host) ? implicit(7, addressBytes(host)) : implicit(2, Buffer.from(host)))

function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  // In URLs addresses have one form, without an IPv4 part.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::')
  const groups = (part: string | undefined) => (part ? part.split(':') : [])
  const [first, last] = [groups(head), groups(tail)]
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0')
  return Buffer.from([...first, ...zeros, ...last].map((group) => group.padStart(4, '0')).join(''), 'hex')
}
