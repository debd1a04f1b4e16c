import { readFileSync } from 'node:fs'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { CliError } from '../errors.ts'

/** Trusts servers whose certificates an authority of one's own has signed, beside those that everybody trusts. */
export function trustAuthority(file: string | undefined): void {
  if (!file) return
  try {
    setDefaultCACertificates([...getCACertificates('default'), readFileSync(file, 'utf8')])
  } catch {
    throw new CliError(`--ca ${file} cannot be read as certificates in PEM form.`)
  }
}
