import { join } from 'node:path'
import { makeFolder, run } from './children.ts'

export interface CertificateFiles {
  readonly certificate: string
  readonly key: string
}

/** A certificate of this machine, signed by itself, on the curve that servers use most. */
export async function makeCertificate(): Promise<CertificateFiles> {
  const folder = makeFolder()
  const files = { certificate: join(folder, 'tls.pem'), key: join(folder, 'tls.key') }
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const subject = ['-subj', '/CN=bench', '-addext', 'subjectAltName=IP:127.0.0.1']
  await run('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', files.key, '-out', files.certificate])
  return files
}
