import { readFileSync } from 'node:fs'
import { createSecureContext, type SecureContext } from 'node:tls'
import { exitCodes, Failure } from '../failure.ts'

/**
 * What a server's certificate is checked against: the roots that Node brings, or one's own authority in their place. Made
 * once: a context for each connection would read all roots each time.
 */
export function readTrust(file: string | undefined): SecureContext {
  if (file === undefined) return createSecureContext()
  try {
    const ca = readFileSync(file, 'utf8')
    if (!ca.includes('-----BEGIN CERTIFICATE-----')) throw new Error('no certificate')
    return createSecureContext({ ca })
  } catch {
    throw new Failure(`--ca ${file} cannot be read as certificates in PEM form.`, exitCodes.usage)
  }
}
