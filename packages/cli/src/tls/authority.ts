import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, X509Certificate } from 'node:crypto'
import { type Purpose, signCertificate } from './certificate.ts'

const dayMs = 86_400_000
/** Clocks of hosts differ. */
const skewMs = 3_600_000

/** A certificate and its key, both in PEM form. */
export interface Credential {
  readonly certificate: string
  readonly key: string
}

export interface Wanted {
  readonly purpose: Exclude<Purpose, 'authority'>
  readonly name: string
  readonly hosts: readonly string[]
  readonly days: number
  /** Left out: a new one. */
  readonly key?: string
}

interface Circumstances {
  readonly now: number
  readonly chance: (bytes: number) => Uint8Array
}

const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }) as string

const validity = (now: number, days: number) => ({ from: new Date(now - skewMs), until: new Date(now + days * dayMs) })

/** An authority of one's own, on P-256: all clients know it, and its certificates are small. */
export function makeAuthority(name: string, days: number, { now, chance }: Circumstances): Credential {
  const privateKey = newKey()
  const publicKey = createPublicKey(privateKey)
  const certificate = signCertificate({
    purpose: 'authority',
    name,
    hosts: [],
    publicKey,
    issuer: { name, publicKey, privateKey },
    ...validity(now, days),
    serial: chance(16),
  })
  return { certificate, key: pemOf(privateKey) }
}

/** A certificate by this authority, which follows it in the file: clients that know its fingerprint need no more. */
export function issue(authority: Credential, wanted: Wanted, { now, chance }: Circumstances): Credential {
  const privateKey = wanted.key === undefined ? newKey() : createPrivateKey(wanted.key)
  const parent = new X509Certificate(authority.certificate)
  const certificate = signCertificate({
    purpose: wanted.purpose,
    name: wanted.name,
    hosts: wanted.hosts,
    publicKey: createPublicKey(privateKey),
    issuer: {
      name: commonName(parent),
      publicKey: parent.publicKey,
      privateKey: createPrivateKey(authority.key),
    },
    ...validity(now, wanted.days),
    serial: chance(16),
  })
  return { certificate: certificate + authority.certificate, key: pemOf(privateKey) }
}

export const commonName = ({ subject }: X509Certificate): string => /^CN=(.*)$/m.exec(subject)?.[1] ?? ''

/** The names and addresses of a certificate. */
export const hostsOf = ({ subjectAltName }: X509Certificate): readonly string[] =>
  (subjectAltName ?? '').split(', ').flatMap((each) => /^(?:DNS|IP Address):(.+)$/.exec(each)?.[1] ?? [])
