import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { issue, makeAuthority } from '../../packages/cli/src/tls/authority.ts'
import { makeFolder } from './children.ts'

export interface CertificateFiles {
  readonly certificate: string
  readonly key: string
}

/** A certificate of this machine with its authority, as "muster tls init" makes them. */
export function makeCertificate(): CertificateFiles {
  const folder = makeFolder()
  const files = { certificate: join(folder, 'tls.pem'), key: join(folder, 'tls.key') }
  const circumstances = { now: Date.now(), chance: randomBytes }
  const wanted = { purpose: 'server', name: 'bench', hosts: ['127.0.0.1'], days: 2 } as const
  const { certificate, key } = issue(makeAuthority('bench', 2, circumstances), wanted, circumstances)
  writeFileSync(files.certificate, certificate)
  writeFileSync(files.key, key, { mode: 0o600 })
  return files
}
