import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

export interface CertificateFiles {
  readonly certificate: string
  readonly key: string
}

/** Makes certificates of this machine, each signed by itself. */
export function openCertificates(t: TestContext): (name: string) => CertificateFiles {
  const folder = mkdtempSync(join(tmpdir(), 'muster-tls-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return (name) => {
    const files = { certificate: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) }
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
    const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1']
    const out = ['-keyout', files.key, '-out', files.certificate]
    execFileSync('openssl', ['req', '-x509', ...kind, ...subject, ...out], { stdio: 'ignore' })
    return files
  }
}
