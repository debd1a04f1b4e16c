import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type Credential, issue, makeAuthority } from '../../../../cli/src/tls/authority.ts'

export interface CertificateFiles {
  readonly certificate: string
  readonly key: string
}

const circumstances = { now: Date.now(), chance: randomBytes }

/** Makes certificates of this machine, each by an authority of its own unless one is given. */
export function openCertificates(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'muster-tls-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return (
    name: string,
    purpose: 'server' | 'client' = 'server',
    authority: Credential = makeAuthority(`authority of ${name}`, 2, circumstances),
  ): CertificateFiles & { readonly authority: Credential } => {
    const files = { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) }
    const hosts = purpose === 'server' ? ['127.0.0.1'] : []
    const { certificate, key } = issue(authority, { purpose, name, hosts, days: 2 }, circumstances)
    writeFileSync(files.certificate, certificate)
    writeFileSync(files.key, key)
    return { ...files, authority }
  }
}
