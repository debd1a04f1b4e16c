import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fingerprint } from '@muster/protocol/agent'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import { ConfigError } from '../options.ts'

export interface Certificate {
  readonly cert: string
  readonly key: string
  /** Of clients. */
  readonly ca?: string
}

type Files = NonNullable<Config['tls']>

/** Reads the files and sees to it that they belong together: a server must not start with what no client can use. */
export function readCertificate(files: Files): Certificate {
  const cert = readPem('--tls-cert', files.certificate)
  const key = readPem('--tls-key', files.key)
  const parsed = parse('--tls-cert', files.certificate, 'a certificate', () => new X509Certificate(cert))
  const privateKey = parse('--tls-key', files.key, 'a private key without a passphrase', () => createPrivateKey(key))
  if (!parsed.checkPrivateKey(privateKey))
    throw new ConfigError(`The key in ${files.key} is not that of the certificate in ${files.certificate}.`)
  if (files.clientCa === undefined) return { cert, key }
  const ca = readPem('--tls-client-ca', files.clientCa)
  parse('--tls-client-ca', files.clientCa, 'a certificate', () => new X509Certificate(ca))
  return { cert, key, ca }
}

/** Takes up new files; those that cannot be used are told, and the old ones serve on. */
export function createReload(
  files: Files,
  server: { readonly setSecureContext: (certificate: Certificate) => void },
  log: Logger,
): () => Promise<void> {
  let current = readCertificate(files)
  let told = ''
  return async () => {
    try {
      const next = readCertificate(files)
      told = ''
      if (next.cert === current.cert && next.key === current.key && next.ca === current.ca) return
      server.setSecureContext(next)
      current = next
      log.info({ validTo: new X509Certificate(next.cert).validTo }, 'took up a new certificate')
    } catch (error) {
      const { message } = error as Error
      if (message !== told)
        log.error({ error: message }, 'the certificate could not be read again; the old one serves on')
      told = message
    }
  }
}

/** Fingerprint of the last certificate of the chain where that has signed itself: public ones are not in the file. */
export function ownAuthority(files: Files): string | undefined {
  const last =
    readPem('--tls-cert', files.certificate)
      .split(/(?=-----BEGIN CERTIFICATE-----)/)
      .at(-1) ?? ''
  const certificate = new X509Certificate(last)
  if (!certificate.checkIssued(certificate)) return undefined
  const { publicKey } = certificate
  return fingerprint(publicKey.export({ type: 'spki', format: 'der' }).toString('base64'))
}

function readPem(option: string, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new ConfigError(
      `${option} ${path} cannot be read (${code}): name a PEM file that the server's user may read.`,
    )
  }
}

function parse<Value>(option: string, path: string, what: string, read: () => Value): Value {
  try {
    return read()
  } catch {
    throw new ConfigError(`${option} ${path} does not hold ${what} in PEM form.`)
  }
}
