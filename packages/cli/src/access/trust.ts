import { readFileSync } from 'node:fs'
import tls from 'node:tls'
import { CliError } from '../errors.ts'
import type { Environment } from '../io.ts'
import type { AccessOptions } from './access.ts'
import { fetchWith } from './certificate-fetch.ts'

/** Calls that show the certificate which was given, if any. After `trustAuthority`. */
export const fetchFor = ({ cert, key }: Pick<AccessOptions, 'cert' | 'key'>, env: Environment): typeof fetch =>
  fetchWith(cert ?? env.MUSTER_CLIENT_CERT, key ?? env.MUSTER_CLIENT_KEY)

/** Trusts servers whose certificates an authority of one's own has signed, beside those that everybody trusts. */
export function trustAuthority(file: string | undefined): void {
  if (!file) return
  try {
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), readFileSync(file, 'utf8')])
  } catch {
    throw new CliError(`--ca ${file} cannot be read as certificates in PEM form.`)
  }
}
